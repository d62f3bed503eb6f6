import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { treeOf } from '../../trees.ts';

export const fault: Fault = {
  id: 'sshd-newer-than-libc',
  title: 'sshd of the next release over the libraries of this one',
  releases: ['bookworm'],
  truth: { causes: ['sshd-upgrade-mismatch'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    const program = join(host.root, 'usr/sbin/sshd');
    cpSync(join(treeOf('trixie'), 'usr/sbin/sshd'), `${program}.new`);
    await host.exec('mv /usr/sbin/sshd.new /usr/sbin/sshd');
  },
};
