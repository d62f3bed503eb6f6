import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-hides-configuration',
  title: 'the unit hides the configuration from sshd',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write('/etc/systemd/system/ssh.service.d/hardening.conf', '[Service]\nInaccessiblePaths=/etc/ssh\n'),
};
