import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-port-changed-ipv6',
  title: 'sshd moved by ListenAddress with a port, over IPv6',
  releases: ['bullseye'],
  truth: { causes: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => host.sshd('ListenAddress 0.0.0.0:22022\nListenAddress [::]:22022'),
};
