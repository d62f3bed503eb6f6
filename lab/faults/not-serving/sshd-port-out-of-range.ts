import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-port-out-of-range',
  title: 'a Port that no host has',
  releases: ['bullseye'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => host.sshd('Port 70022'),
};
