import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-prohibit-rule',
  title: 'a routing rule of the client prohibits the net of the server',
  releases: ['bookworm'],
  truth: { causes: ['route-missing'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.client.exec('ip rule add to 10.71.2.0/24 prohibit');
  },
};
