import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-command-crlf',
  title: 'the command that looks up keys was edited on Windows',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/usr/local/sbin/keys', '#!/bin/sh\r\ncat /etc/ssh/keys/$1\r\n', 0o755);
    host.sshd(
      'AuthorizedKeysCommand /usr/local/sbin/keys %u\nAuthorizedKeysCommandUser nobody\nAuthorizedKeysFile none\nPasswordAuthentication no',
    );
  },
};
