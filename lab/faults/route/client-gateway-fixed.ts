import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-gateway-fixed',
  title: 'the client has the hardware address of the router that was replaced fixed',
  releases: ['trixie'],
  truth: { causes: ['stale-arp'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.client.exec('ip neigh replace 10.71.1.1 lladdr 52:54:00:ab:cd:ef nud permanent dev eth0');
  },
};
