import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-bridge-drop',
  title: 'the card of the server is a port of a bridge, and a table of the family bridge drops',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`ip link add br0 type bridge && ip link set br0 up && ip link set eth0 master br0
      ip address flush dev eth0; ip address add 10.71.2.20/24 dev br0; ip route add default via 10.71.2.1
      nft 'add table bridge guard; add chain bridge guard input { type filter hook input priority 0; }; add rule bridge guard input tcp dport 22 counter drop'`);
  },
};
