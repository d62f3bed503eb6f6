import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-bridge',
  title: 'the card of the server is a port of a bridge, whose table drops frames of others',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`ip link add br0 type bridge && ip link set br0 up && ip link set eth0 master br0
      ip address flush dev eth0; ip address add 10.71.2.20/24 dev br0; ip route add default via 10.71.2.1
      nft 'add table bridge guard; add chain bridge guard forward { type filter hook forward priority 0; policy drop; }; add chain bridge guard input { type filter hook input priority 0; }; add rule bridge guard input ether saddr 52:54:00:00:00:99 drop; add rule bridge guard input vlan id 7 drop; add rule bridge guard input tcp dport { 23, 3389 } drop'`);
  },
};
