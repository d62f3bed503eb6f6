import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'disk-full-and-locked',
  title: 'the account is locked, and the disk is full',
  releases: ['trixie'],
  truth: { causes: ['account-locked'], hidden: ['disk-full'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('UsePAM no'),
  breakIt: async (host) => {
    await host.exec('usermod -p "!x" alice');
    await host.attempt('mount -t tmpfs -o size=64k tmpfs /var/log; cat /dev/zero > /var/log/full');
  },
};
