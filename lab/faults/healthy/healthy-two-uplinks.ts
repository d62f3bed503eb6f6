import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-two-uplinks',
  title: 'a server with two uplinks: the default route leads out of the other, and a rule brings the answers back',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`ip link add uplink2 type bridge
      ip address add 10.99.0.20/24 dev uplink2
      ip link set uplink2 up
      ip route add 10.71.2.0/24 dev eth0 table 200
      ip route add default via 10.71.2.1 table 200
      ip rule add from 10.71.2.20 table 200
      ip route replace default via 10.99.0.1 dev uplink2`);
  },
};
