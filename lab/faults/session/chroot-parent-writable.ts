import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'chroot-parent-writable',
  title: 'a group may write to the folder that the ChrootDirectory lies in',
  releases: ['trixie'],
  truth: { causes: ['chroot-perms'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('Match User alice\n  ChrootDirectory /srv/jails/%u'),
  breakIt: async (host) => {
    await host.exec('mkdir -p /srv/jails/alice; chmod 755 /srv/jails/alice; chmod 775 /srv/jails');
  },
};
