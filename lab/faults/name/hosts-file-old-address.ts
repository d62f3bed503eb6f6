import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'hosts-file-old-address',
  title: 'an old line in the hosts file wins over DNS, and nobody is there any more',
  releases: ['bullseye'],
  truth: { causes: ['name-wrong-address'], hidden: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    net.names(['10.71.2.99 web1']);
    await serveNames(net, '--host-record=web1,10.71.2.20');
  },
};
