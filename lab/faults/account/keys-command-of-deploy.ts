import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-command-of-deploy',
  title:
    'the command that looks up keys belongs to the user who deploys it, and sshd will not run it; her own list was emptied',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/opt/keys/lookup', '#!/bin/sh\ncat /etc/keys/"$1"\n', 0o755);
    host.sshd('AuthorizedKeysCommand /opt/keys/lookup %u\nAuthorizedKeysCommandUser nobody\nPasswordAuthentication no');
  },
  breakIt: async (host) => {
    await host.exec(
      'mkdir /etc/keys && cp /home/alice/.ssh/authorized_keys /etc/keys/alice && chmod 644 /etc/keys/alice',
    );
    await host.exec(': > /home/alice/.ssh/authorized_keys; useradd -r deploy; chown -R deploy /opt/keys');
  },
};
