import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'dns-old-address',
  title: 'DNS still gives the address of the machine before, which serves no SSH now',
  releases: ['bookworm'],
  truth: { causes: ['name-wrong-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    net.names([]);
    await net.router.exec('ip address add 10.71.2.99/32 dev lo');
    await serveNames(net, '--host-record=web1,10.71.2.99');
  },
};
