import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'force-script',
  title: 'ForceCommand runs a script that says no',
  releases: ['trixie'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/usr/local/bin/gate', '#!/bin/sh\necho "Only deployments run here."\nexit 1\n', 0o755);
    host.sshd('ForceCommand /usr/local/bin/gate');
  },
};
