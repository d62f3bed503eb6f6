import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'chroot-without-shell',
  title: 'the ChrootDirectory has good modes, and no shell in it',
  releases: ['bookworm'],
  truth: { causes: ['invalid-shell'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('Match User alice\n  ChrootDirectory /srv/jail\n  AllowTcpForwarding no'),
  breakIt: async (host) => {
    await host.exec('mkdir -p /srv/jail/home; cp -r /home/alice /srv/jail/home; chown -R alice: /srv/jail/home/alice');
  },
};
