import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-unreachable-route',
  title: 'a VPN that has ended left an unreachable route on the client',
  releases: ['bookworm'],
  truth: { causes: ['route-missing'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  told: /No route to host/,
  breakIt: async (_host, net) => {
    await net.client.exec('ip route add unreachable 10.71.2.0/24');
  },
};
