import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-small-mtu',
  title: 'a tunnel of 1400 bytes on the way, and the router says so',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host, net) => {
    await net.router.exec('ip link set leg2 mtu 1400');
    await host.exec('ip link set eth0 mtu 1400');
  },
};
