import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-zone-one-way',
  title: 'a rule puts what comes in into a conntrack zone of its own, and what goes out stays in the usual one',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard early { type filter hook prerouting priority -300; }; \
add rule inet guard early iifname eth0 ct zone set 7; \
add chain inet guard input { type filter hook input priority 0; policy drop; }; \
add rule inet guard input iif lo accept; add rule inet guard input ct state established,related accept; \
add rule inet guard input tcp dport 22 tcp flags & (syn|ack) == syn ct state new accept'`);
  },
};
