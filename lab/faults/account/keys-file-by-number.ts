import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-file-by-number',
  title: 'AuthorizedKeysFile asks for a file by the number of the user, and the files have names',
  releases: ['bullseye'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('AuthorizedKeysFile /etc/ssh/keys/%U\nPasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec(
      'mkdir /etc/ssh/keys && cp /home/alice/.ssh/authorized_keys /etc/ssh/keys/alice && chmod 644 /etc/ssh/keys/alice',
    );
    await host.exec('chmod 750 /home/alice');
  },
};
