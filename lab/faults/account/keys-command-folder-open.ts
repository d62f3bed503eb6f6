import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-command-folder-open',
  title: 'the command that looks up keys lies in a folder that a group may write to',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/opt/keys/bin/keys', '#!/bin/sh\ncat /etc/ssh/keys/$1\n', 0o755);
    host.sshd('AuthorizedKeysCommand /opt/keys/bin/keys %u\nAuthorizedKeysCommandUser nobody\nAuthorizedKeysFile none');
  },
  breakIt: async (host) => {
    await host.exec(
      `mkdir -p /etc/ssh/keys; mv /home/alice/.ssh/authorized_keys /etc/ssh/keys/alice; chmod 644 /etc/ssh/keys/alice; chgrp staff /opt/keys/bin; chmod 2775 /opt/keys/bin`,
    );
  },
};
