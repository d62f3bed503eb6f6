import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-output-drop',
  title: 'nftables on the server drops its own answers',
  releases: ['bookworm'],
  truth: { causes: ['firewall-egress'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet guard; add chain inet guard output { type filter hook output priority 0; }; add rule inet guard output tcp sport 22 drop'`,
    );
  },
};
