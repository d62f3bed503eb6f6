import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'one-address-nobody',
  title: 'the name has two addresses in DNS, and nobody holds the first',
  releases: ['trixie'],
  truth: { causes: ['name-one-address-dead'], stage: 'name', outcome: 'degraded' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.names(['10.71.2.19 web1', '10.71.2.20 web1']);
  },
};
