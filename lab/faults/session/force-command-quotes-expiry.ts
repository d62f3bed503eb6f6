import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'force-command-quotes-expiry',
  title: 'ForceCommand runs a script that asks the directory, and says that the account has expired',
  releases: ['trixie'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    const script =
      '#!/bin/sh\necho "Your account has expired; please contact your system administrator." >&2\nexit 1\n';
    host.write('/usr/local/sbin/licence', script, 0o755);
    host.sshd('Match User alice\n  ForceCommand /usr/local/sbin/licence');
  },
};
