import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-output-admin-prohibited',
  title: 'nftables on the client prohibits what goes out',
  releases: ['bullseye'],
  truth: { causes: ['client-firewall'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.client.exec(
      `nft 'add table inet guard; add chain inet guard output { type filter hook output priority 0; }; add rule inet guard output tcp dport 22 counter reject with icmpx type admin-prohibited'`,
    );
  },
};
