import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'source-rule-silent-uplink',
  title: 'a rule for the address of the server sends its answers by an uplink that is dead',
  releases: ['bookworm'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`ip link add eth1 type bridge && ip address add 10.99.0.20/24 dev eth1 && ip link set eth1 up
      ip route add default via 10.99.0.1 dev eth1 table 200
      ip rule add from 10.71.2.20 to 10.71.1.0/24 table 200`);
  },
};
