import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-disabled-at-boot',
  title: 'the unit was disabled, and the host has booted since',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => host.remove('/etc/systemd/system/multi-user.target.wants/ssh.service'),
};
