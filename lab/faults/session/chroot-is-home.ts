import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'chroot-is-home',
  title: 'ChrootDirectory is the home, which the user owns',
  releases: ['bookworm'],
  truth: { causes: ['chroot-perms'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('ChrootDirectory %h'),
};
