import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-command-for-keys-fails',
  title: 'the command for keys ends with an error, and her own list lets her in',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/usr/local/sbin/keys', '#!/bin/sh\nexit 3\n', 0o755);
    host.sshd(
      'AuthorizedKeysCommand /usr/local/sbin/keys\nAuthorizedKeysCommandUser nobody\nPasswordAuthentication no',
    );
  },
};
