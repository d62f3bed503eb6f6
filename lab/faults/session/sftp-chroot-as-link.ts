import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sftp-chroot-as-link',
  title: 'ChrootDirectory leads over a link to a folder of the user',
  releases: ['bookworm'],
  truth: { causes: ['chroot-perms'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('Match User alice\n  ChrootDirectory /srv/jail\n  ForceCommand internal-sftp'),
  breakIt: async (host) => {
    await host.exec('install -d -o alice /data/alice && ln -s /data/alice /srv/jail');
  },
};
