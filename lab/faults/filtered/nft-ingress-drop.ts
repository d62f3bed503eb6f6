import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-ingress-drop',
  title: 'nftables on the server drops at the network card',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table netdev guard; add chain netdev guard early { type filter hook ingress device "eth0" priority 0; }; add rule netdev guard early tcp dport 22 drop'`,
    );
  },
};
