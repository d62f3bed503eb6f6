import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-wrong-neighbour',
  title: 'the router has the hardware address of the old machine fixed',
  releases: ['bookworm'],
  truth: { causes: ['stale-arp'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec('ip neigh replace 10.71.2.20 lladdr 52:54:00:12:34:56 nud permanent dev leg2');
  },
};
