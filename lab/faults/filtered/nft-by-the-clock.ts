import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-by-the-clock',
  title: 'nftables drops at every hour but one that is over',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; \\
add rule inet guard input tcp dport 22 meta time > "2020-01-01 00:00:00" drop'`);
  },
};
