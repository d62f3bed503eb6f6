import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-untracked',
  title: 'port 22 is not tracked, and a strict firewall admits it packet by packet',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet guard; add chain inet guard raw { type filter hook prerouting priority raw; }; \
add rule inet guard raw tcp dport 22 notrack; add chain inet guard sent { type filter hook output priority raw; }; \
add rule inet guard sent tcp sport 22 notrack; \
add chain inet guard input { type filter hook input priority 0; policy drop; }; add rule inet guard input iif lo accept; \
add rule inet guard input ct state established,related accept; add rule inet guard input tcp dport 22 ct state untracked accept; \
add rule inet guard input meta l4proto { icmp, ipv6-icmp } accept'`,
    );
  },
};
