import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-tcp-reset',
  title: 'a router on the way rejects with a TCP reset',
  releases: ['bookworm'],
  truth: { causes: ['firewall-network'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table inet guard; add chain inet guard forward { type filter hook forward priority 0; }; add rule inet guard forward tcp dport 22 reject with tcp reset'`,
    );
  },
};
