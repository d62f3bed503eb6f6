import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'two-addresses-one-dead',
  title: 'one of the two addresses of the name belongs to nobody',
  releases: ['bookworm'],
  truth: { causes: ['name-one-address-dead'], stage: 'name', outcome: 'degraded' },
  clientSettles: true,
  told: /10\.71\.2\.99 port 22: No route/,
  repeat: 8,
  breakIt: async (_host, net) => net.names(['10.71.2.99 web1', '10.71.2.20 web1']),
};
