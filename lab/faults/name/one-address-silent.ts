import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'one-address-silent',
  title: 'the name has two addresses, and what is sent to the first gets lost',
  releases: ['bookworm'],
  truth: { causes: ['name-one-address-dead'], stage: 'name', outcome: 'degraded' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.names(['10.71.2.19 web1', '10.71.2.20 web1']);
    await net.router.exec('ip route add blackhole 10.71.2.19/32');
  },
};
