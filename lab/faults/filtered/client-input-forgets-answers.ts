import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-input-forgets-answers',
  title: 'nftables on the client drops all that comes in, the answers to itself too',
  releases: ['trixie'],
  truth: { causes: ['client-firewall'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.client.exec(
      `nft 'add table inet filter; add chain inet filter input { type filter hook input priority 0; policy drop; }; add rule inet filter input iif lo accept; add rule inet filter input icmp type echo-reply accept'`,
    );
  },
};
