import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-lost-ipv6',
  title: 'a name with an IPv6 address that no machine has any more',
  releases: ['bullseye'],
  truth: { causes: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  breakIt: async (host, net) => {
    await host.exec('ip -6 address flush dev eth0');
    await net.router.exec('ip -6 neigh flush all');
  },
};
