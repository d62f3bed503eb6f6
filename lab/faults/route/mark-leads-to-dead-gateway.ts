import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'mark-leads-to-dead-gateway',
  title: 'a rule marks what the server sends from port 22, and the table for that mark has a gateway that is gone',
  releases: ['bookworm'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables -t mangle -A OUTPUT -p tcp --sport 22 -j MARK --set-mark 0x16
      ip route add default via 10.71.2.254 dev eth0 table 122
      ip rule add fwmark 0x16 lookup 122`);
  },
};
