import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-port-moved',
  title: 'sshd on port 2222, and the client does not know',
  releases: ['bullseye'],
  truth: { causes: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Port 2222'),
};
