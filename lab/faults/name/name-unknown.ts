import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'name-unknown',
  title: 'a misspelt name: the name server says that there is none',
  releases: ['bookworm'],
  truth: { causes: ['name-not-found'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  target: ['alice@wbe1.lab.example'],
  told: /Name or service not known/,
  breakIt: async (_host, net) => {
    await serveNames(net, '--local=/#/', '--host-record=web1.lab.example,10.71.2.20');
  },
};
