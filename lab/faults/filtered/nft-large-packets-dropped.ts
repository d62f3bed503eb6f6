import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-large-packets-dropped',
  title: 'nftables drops packets of more than 900 bytes, as a guide against floods says',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], hidden: ['mtu'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet flood; add chain inet flood input { type filter hook input priority 0; }; add rule inet flood input meta l4proto tcp meta length > 900 counter drop'`,
    );
  },
};
