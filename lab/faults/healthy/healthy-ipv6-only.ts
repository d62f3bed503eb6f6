import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-ipv6-only',
  title: 'a host that is reached over IPv6 alone',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  family: 6,
  prepare: (host) => host.sshd('AddressFamily inet6'),
};
