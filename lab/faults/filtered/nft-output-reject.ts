import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-output-reject',
  title: 'nftables on the server rejects its own answers',
  releases: ['trixie'],
  truth: { causes: ['firewall-egress'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet guard; add chain inet guard output { type filter hook output priority 0; }; add rule inet guard output tcp sport 22 ct state != new reject'`,
    );
  },
};
