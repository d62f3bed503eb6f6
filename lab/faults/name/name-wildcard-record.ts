import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'name-wildcard-record',
  title: 'the name was never entered, and a wildcard record leads it to the gateway',
  releases: ['bookworm'],
  truth: { causes: ['name-wrong-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['alice@web1.lab.example'],
  breakIt: async (_host, net) => {
    await serveNames(net, '--address=/lab.example/10.71.1.1');
  },
};
