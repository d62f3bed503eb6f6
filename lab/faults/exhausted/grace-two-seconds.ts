import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'grace-two-seconds',
  title: 'LoginGraceTime 2, and the command that fetches the keys takes longer',
  releases: ['bookworm'],
  truth: { causes: ['login-grace-time'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/usr/local/bin/fetch-keys', '#!/bin/sh\nsleep 30\n', 0o755);
    host.sshd(
      'LoginGraceTime 2\nAuthorizedKeysCommand /usr/local/bin/fetch-keys\nAuthorizedKeysCommandUser nobody\nAuthorizedKeysFile none',
    );
  },
};
