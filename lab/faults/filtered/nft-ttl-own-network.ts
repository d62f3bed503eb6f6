import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-ttl-own-network',
  title: 'a rule takes for foreign what has passed a router, by the TTL',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; \\
add rule inet guard input tcp dport 22 ip ttl < 64 reject with icmp admin-prohibited'`);
  },
};
