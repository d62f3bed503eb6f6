import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { treeOf } from '../../trees.ts';

export const fault: Fault = {
  id: 'sshd-upgraded-not-restarted',
  title: 'upgraded from a release before 9.8, and the old daemon still listens',
  releases: ['trixie'],
  truth: { causes: ['sshd-upgrade-needs-restart'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    const program = join(host.root, 'usr/sbin/sshd');
    cpSync(program, `${program}.new`);
    cpSync(join(treeOf('bookworm'), 'usr/sbin/sshd'), program);
  },
  breakIt: async (host) => {
    await host.exec('mv /usr/sbin/sshd.new /usr/sbin/sshd');
  },
};
