import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-on-two-other-ports',
  title: 'sshd on ports 443 and 2222, and the client dials 22',
  releases: ['trixie'],
  truth: { causes: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Port 443\nPort 2222'),
};
