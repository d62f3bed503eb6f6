import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-duplicates',
  title: 'each packet to the server arrives twice',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table ip twin; add chain ip twin forward { type filter hook forward priority 0; }; add rule ip twin forward iifname leg1 tcp dport 22 dup to 10.71.2.20 device leg2'`,
    );
  },
};
