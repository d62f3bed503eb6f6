import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-syn-alone-admitted',
  title: 'nftables admits the packet that opens a connection, by its flags, and drops all others',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; policy drop; }; \
add rule inet guard input iif lo accept; add rule inet guard input meta l4proto { icmp, ipv6-icmp } accept; \
add rule inet guard input tcp dport 22 tcp flags & (fin | syn | rst | ack) == syn accept'`,
    );
  },
};
