import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'chroot-gone',
  title: 'ChrootDirectory is not there',
  releases: ['trixie'],
  truth: { causes: ['chroot-perms'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('Match Group users,alice\n  ChrootDirectory /srv/jail/%u'),
};
