import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'chroot-without-libraries',
  title: 'the ChrootDirectory has a copy of bash, and none of the loader that it names',
  releases: ['trixie'],
  truth: { causes: ['invalid-shell'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('Match User alice\n  ChrootDirectory /srv/%u'),
  breakIt: async (host) => {
    await host.exec('mkdir -p /srv/alice/bin; cp /bin/bash /srv/alice/bin; chmod 755 /srv /srv/alice /srv/alice/bin');
  },
};
