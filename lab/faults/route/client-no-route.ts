import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-no-route',
  title: 'the client has no default route',
  releases: ['bookworm'],
  truth: { causes: ['route-missing'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  told: /Network is unreachable/,
  breakIt: async (_host, net) => {
    await net.client.exec('ip route del default');
  },
};
