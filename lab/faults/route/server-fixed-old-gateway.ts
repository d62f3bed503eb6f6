import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-fixed-old-gateway',
  title: 'the server has the hardware address of the gateway that was replaced fixed',
  releases: ['bookworm'],
  truth: { causes: ['stale-arp'], hidden: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('ip neigh replace 10.71.2.1 lladdr 00:1c:73:5a:10:0e nud permanent dev eth0');
  },
};
