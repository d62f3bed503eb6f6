import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-hides-shell',
  title: 'a hardened unit hides bash from sshd and all below it; nothing is logged',
  releases: ['bookworm'],
  truth: { causes: ['invalid-shell'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/systemd/system/ssh.service.d/hardening.conf', '[Service]\nInaccessiblePaths=/usr/bin/bash\n');
    host.sshd('LogLevel QUIET\nPasswordAuthentication no');
  },
};
