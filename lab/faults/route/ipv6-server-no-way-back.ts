import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ipv6-server-no-way-back',
  title: 'the server has lost its IPv6 default route, IPv4 works',
  releases: ['trixie'],
  truth: { causes: ['ipv6-broken'], hidden: ['return-route-missing'], stage: 'route', outcome: 'degraded' },
  clientSettles: true,
  family: 'both',
  breakIt: async (host) => {
    await host.exec('ip -6 route del default');
  },
};
