import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { treeOf } from '../../trees.ts';

export const fault: Fault = {
  id: 'old-release-not-restarted',
  title:
    'the daemon of the release before still listens after a dist-upgrade, and its new self ends at each connection',
  releases: ['trixie'],
  truth: { causes: ['sshd-upgrade-needs-restart'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => {
    const program = join(host.root, 'usr/sbin/sshd');
    const old = treeOf('bullseye');
    cpSync(program, `${program}.new`);
    cpSync(join(old, 'usr/sbin/sshd'), program);
    // What the old one was linked with is there until an autoremove.
    const libraries = 'usr/lib/x86_64-linux-gnu';
    for (const name of ['libcrypto.so.1.1']) cpSync(join(old, libraries, name), join(host.root, libraries, name));
    host.write('/etc/hosts.deny', 'in.ftpd: ALL\n');
  },
  breakIt: async (host) => {
    await host.exec('mv /usr/sbin/sshd.new /usr/sbin/sshd');
  },
};
