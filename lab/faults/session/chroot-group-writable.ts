import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'chroot-group-writable',
  title: 'a group may write to the ChrootDirectory',
  releases: ['trixie'],
  truth: { causes: ['chroot-perms'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('Match User alice\n  ChrootDirectory /srv/jail'),
  breakIt: async (host) => {
    await host.exec(`install -d -m 775 -g users /srv/jail`);
  },
};
