import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'stopped-and-jail-by-link',
  title: 'sshd is stopped; the ChrootDirectory is a link to one that is right',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('Match User alice\n  ChrootDirectory /srv/link\n  ForceCommand internal-sftp');
  },
  breakIt: async (host) => {
    await host.exec(`install -d -m 755 /srv/real; ln -s real /srv/link; systemctl stop ssh`);
  },
};
