import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-binds-other-list',
  title: 'the unit shows sshd another folder in the place of her .ssh, with the keys of last year; nothing is logged',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/srv/ssh-old/authorized_keys',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEqTSF2GMAfQr3oL8vAuVUHlbMMJmEvBmRCwD/2IZbRm alice@old\n',
      0o644,
    );
    host.write('/etc/systemd/system/ssh.service.d/bind.conf', '[Service]\nBindPaths=/srv/ssh-old:/home/alice/.ssh\n');
    host.sshd('LogLevel QUIET');
    host.write('/etc/security/limits.d/logins.conf', 'alice - maxlogins 4\n');
  },
};
