import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'listen-inet-only-ipv6',
  title: 'AddressFamily inet, and the client comes over IPv6',
  releases: ['trixie'],
  truth: { causes: ['sshd-listen-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => host.sshd('AddressFamily inet'),
};
