import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'one-address-refuses',
  title: 'the name has two addresses, and the first belongs to a machine without SSH',
  releases: ['bullseye'],
  truth: { causes: ['name-one-address-dead'], stage: 'name', outcome: 'degraded' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.names(['10.71.1.1 web1', '10.71.2.20 web1']);
  },
};
