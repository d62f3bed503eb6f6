import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'healthy-hosts-file-differs',
  title: 'the hosts file is right and DNS is old',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await serveNames(net, '--host-record=web1,10.71.2.99');
  },
};
