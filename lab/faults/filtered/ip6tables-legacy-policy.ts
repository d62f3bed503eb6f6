import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ip6tables-legacy-policy',
  title: 'nftables admits the port in both families, and an ip6tables-legacy of long ago still has a policy of drop',
  releases: ['bookworm'],
  family: 6,
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`ip6tables-legacy -A INPUT -p ipv6-icmp -j ACCEPT; ip6tables-legacy -A INPUT -m state --state ESTABLISHED -j ACCEPT; ip6tables-legacy -P INPUT DROP
      nft 'add table inet filter; add chain inet filter input { type filter hook input priority 0; policy drop; }; add rule inet filter input iif lo accept; add rule inet filter input ct state established,related accept; add rule inet filter input meta l4proto { icmp, ipv6-icmp } accept; add rule inet filter input tcp dport { 22, 80 } accept'`);
  },
};
