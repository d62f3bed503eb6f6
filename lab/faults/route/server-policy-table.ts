import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-policy-table',
  title: 'a routing table for the address of the server still has the gateway of the provider before',
  releases: ['trixie'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`ip route add 10.71.2.0/24 dev eth0 table 200
      ip route add default via 10.71.2.254 table 200
      ip rule add from 10.71.2.20 table 200`);
  },
};
