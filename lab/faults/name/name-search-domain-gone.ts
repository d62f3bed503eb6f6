import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'name-search-domain-gone',
  title: 'a short name, and the search domain that completed it is gone',
  releases: ['trixie'],
  truth: { causes: ['name-not-found'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  told: /Name or service not known/,
  breakIt: async (_host, net) => {
    net.names([]);
    await serveNames(net, '--local=/#/', '--host-record=web1.lab.example,10.71.2.20');
  },
};
