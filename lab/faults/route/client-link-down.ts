import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-link-down',
  title: 'the network card of the client is down',
  releases: ['bullseye'],
  truth: { causes: ['route-missing'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  told: /Network is unreachable/,
  breakIt: async (_host, net) => {
    await net.client.exec('ip link set eth0 down');
  },
};
