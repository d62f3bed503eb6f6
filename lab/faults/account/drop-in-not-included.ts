import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-in-not-included',
  title:
    'a drop-in names the folder of the key lists, and the sshd_config of an older host, copied over, includes nothing',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('AuthorizedKeysFile /etc/ssh/keys/%u');
    host.write(
      '/etc/ssh/sshd_config',
      'PasswordAuthentication no\nUsePAM yes\nSubsystem sftp /usr/lib/openssh/sftp-server\n',
    );
  },
  breakIt: async (host) => {
    await host.exec(
      'mkdir -p /etc/ssh/keys; mv /home/alice/.ssh/authorized_keys /etc/ssh/keys/alice; chown root:root /etc/ssh/keys/alice; chmod 644 /etc/ssh/keys/alice',
    );
  },
};
