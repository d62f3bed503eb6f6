import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-command-html',
  title: 'the command that looks up keys prints the error page of a web server',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/usr/local/sbin/keys',
      '#!/bin/sh\necho "<html><head><title>503 Service Temporarily Unavailable</title></head></html>"\n',
      0o755,
    );
    host.sshd(
      'AuthorizedKeysCommand /usr/local/sbin/keys %u\nAuthorizedKeysCommandUser nobody\nAuthorizedKeysFile none',
    );
  },
};
