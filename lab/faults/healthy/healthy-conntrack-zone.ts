import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-conntrack-zone',
  title: 'a conntrack zone for the card in both directions, and a strict firewall',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard early { type filter hook prerouting priority -300; }; \
add rule inet guard early iifname eth0 ct zone set 7; \
add chain inet guard out { type filter hook output priority -300; }; \
add rule inet guard out oifname eth0 ct zone set 7; \
add chain inet guard input { type filter hook input priority 0; policy drop; }; \
add rule inet guard input iif lo accept; add rule inet guard input ct state established,related accept; \
add rule inet guard input tcp dport 22 ct state new accept'`);
  },
};
