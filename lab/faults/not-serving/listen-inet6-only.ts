import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'listen-inet6-only',
  title: 'AddressFamily inet6, and the client comes over IPv4',
  releases: ['bullseye'],
  truth: { causes: ['sshd-listen-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('AddressFamily inet6'),
};
