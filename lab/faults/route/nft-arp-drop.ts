import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-arp-drop',
  title: 'a table of the family arp drops the questions for the hardware address of the server',
  releases: ['bookworm'],
  truth: { causes: ['host-unreachable'], hidden: ['firewall-server'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(
      `nft 'add table arp guard; add chain arp guard input { type filter hook input priority 0; }; add rule arp guard input arp operation request drop'`,
    );
    await net.router.exec('ip neigh flush all');
    await host.exec('ip neigh flush all');
  },
};
