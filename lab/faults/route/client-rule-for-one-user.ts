import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-rule-for-one-user',
  title: 'a rule of the client makes the net of the server unreachable for one user alone',
  releases: ['trixie'],
  truth: { causes: ['route-missing'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.client.exec('ip rule add uidrange 60022-60022 to 10.71.2.0/24 unreachable');
  },
};
