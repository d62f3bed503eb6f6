import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'port-rule-to-dead-gateway',
  title: 'a routing rule sends what comes from port 22 to the gateway of a line that was ended',
  releases: ['trixie'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`ip route add default via 10.71.2.254 dev eth0 table 122
      ip rule add ipproto tcp sport 22 lookup 122`);
  },
};
