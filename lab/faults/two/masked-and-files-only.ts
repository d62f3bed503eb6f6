import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'masked-and-files-only',
  title: 'ssh.service is masked; the account is for files alone, with the shell nologin',
  releases: ['trixie'],
  truth: { causes: ['sshd-masked'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('Match User alice\n  ChrootDirectory /srv/files\n  ForceCommand internal-sftp');
  },
  breakIt: async (host) => {
    await host.exec(`install -d -m 755 /srv/files; usermod -s /usr/sbin/nologin alice; systemctl mask --now ssh`);
  },
};
