import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-fixed-old-client',
  title: 'the router has the hardware address of the old laptop fixed for the address of the client',
  releases: ['bookworm'],
  truth: { causes: ['stale-arp'], hidden: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, { router }) => {
    await router.exec('ip neigh replace 10.71.1.10 lladdr 52:54:00:12:34:56 nud permanent dev leg1');
  },
};
