import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-no-ipv6',
  title: 'the name has an IPv6 address too, and the client has no way out over IPv6',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  family: 'both',
  breakIt: async (_host, net) => {
    await net.client.exec('ip -6 route del default');
  },
};
