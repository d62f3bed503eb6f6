import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-net-prohibited',
  title: 'nftables on the server rejects port 22 as a network that is forbidden',
  releases: ['trixie'],
  truth: { causes: ['admin-prohibited'], hidden: ['firewall-server'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; add rule inet guard input meta nfproto ipv4 tcp dport 22 reject with icmp type net-prohibited'`,
    );
  },
};
