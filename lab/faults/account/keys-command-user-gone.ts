import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-command-user-gone',
  title: 'the user who would run the command that looks up keys was removed',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/usr/local/sbin/keys', '#!/bin/sh\ncat /etc/keys/"$1"\n', 0o755);
    host.sshd(`AuthorizedKeysCommand /usr/local/sbin/keys %u\nAuthorizedKeysCommandUser keyd
AuthorizedKeysFile /etc/ssh/none/%u\nPasswordAuthentication no`);
  },
};
