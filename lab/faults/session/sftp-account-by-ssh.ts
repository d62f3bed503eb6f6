import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sftp-account-by-ssh',
  title: 'an account for sftp, with a root of its own and the shell nologin, is dialled by ssh',
  releases: ['trixie'],
  truth: { causes: ['force-command'], hidden: ['invalid-shell'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  told: /sftp connections only/,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) =>
    host.sshd('Match User alice\n  ChrootDirectory /srv/sftp\n  ForceCommand internal-sftp\n  AllowTcpForwarding no'),
  breakIt: async (host) => {
    await host.exec('mkdir -p /srv/sftp/upload; chown alice: /srv/sftp/upload; usermod -s /usr/sbin/nologin alice');
  },
};
