import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'force-command-waits',
  title: 'ForceCommand is a menu that waits for a key, without a word to those who have no terminal',
  releases: ['trixie'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/usr/local/bin/menu', '#!/bin/sh\n[ -t 1 ] && echo "1) restart  2) logs"\nexec sleep 3000\n', 0o755);
    host.sshd('ForceCommand /usr/local/bin/menu');
  },
};
