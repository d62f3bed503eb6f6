import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ipv6-router-gone',
  title: 'the default router for IPv6 is gone, IPv4 works',
  releases: ['trixie'],
  truth: { causes: ['ipv6-broken'], stage: 'route', outcome: 'degraded' },
  clientSettles: true,
  family: 'both',
  breakIt: async (_host, net) => {
    await net.router.exec('ip address del 2001:db8:71:1::1/64 dev leg1');
    await net.client.exec('ip -6 neigh flush all');
  },
};
