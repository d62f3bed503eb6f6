import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-command-fails',
  title: 'the command that looks up keys fails, and there is no other list',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/usr/local/sbin/keys', '#!/bin/sh\nexit 3\n', 0o755);
    host.sshd('AuthorizedKeysCommand /usr/local/sbin/keys\nAuthorizedKeysCommandUser nobody\nAuthorizedKeysFile none');
  },
};
