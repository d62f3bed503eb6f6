import type { Fault } from '../../fault.ts';
import { serveAlias } from '../../names.ts';

export const fault: Fault = {
  id: 'cname-leads-nowhere',
  title: 'the name is an alias in DNS, and what it leads to has no address any more',
  releases: ['trixie'],
  truth: { causes: ['name-not-found'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.names([]);
    await serveAlias(net);
  },
};
