import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-input-drop-ipv6',
  title: 'nftables on the server drops in input, over IPv6',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec(`nft 'add table ip6 guard; add chain ip6 guard input { type filter hook input priority 0; }; \
add rule ip6 guard input tcp dport 22 drop'`);
  },
};
