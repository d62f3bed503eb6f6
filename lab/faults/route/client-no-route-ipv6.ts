import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-no-route-ipv6',
  title: 'a name with an IPv6 address alone, and the client has no way out over IPv6',
  releases: ['trixie'],
  truth: { causes: ['route-missing'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  told: /Network is unreachable/,
  breakIt: async (_host, net) => {
    await net.client.exec('ip -6 route del default');
  },
};
