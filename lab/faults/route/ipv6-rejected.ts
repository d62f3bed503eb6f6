import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ipv6-rejected',
  title: 'a router rejects IPv6, IPv4 works',
  releases: ['bullseye'],
  truth: { causes: ['ipv6-broken'], stage: 'route', outcome: 'degraded' },
  clientSettles: true,
  family: 'both',
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table ip6 guard; add chain ip6 guard forward { type filter hook forward priority 0; }; add rule ip6 guard forward reject with icmpv6 type admin-prohibited'`,
    );
  },
};
