import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'name-sinkholed',
  title: 'a filter answers for the name with 0.0.0.0',
  releases: ['bookworm'],
  truth: { causes: ['name-wrong-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.names([]);
    await serveNames(net, '--address=/web1/0.0.0.0');
  },
};
