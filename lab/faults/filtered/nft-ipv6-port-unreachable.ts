import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-ipv6-port-unreachable',
  title: 'nftables on the server rejects over IPv6 with its default answer',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table ip6 guard; add chain ip6 guard input { type filter hook input priority 0; }; add rule ip6 guard input tcp dport 22 reject'`,
    );
  },
};
