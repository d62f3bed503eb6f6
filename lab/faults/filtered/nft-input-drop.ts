import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-input-drop',
  title: 'nftables on the server drops in input',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; add rule inet guard input tcp dport 22 drop'`,
    );
  },
};
