import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ipv6-dropped',
  title: 'IPv6 is dropped on the way, IPv4 works',
  releases: ['bookworm'],
  truth: { causes: ['ipv6-broken'], stage: 'route', outcome: 'degraded' },
  clientSettles: true,
  family: 'both',
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table ip6 guard; add chain ip6 guard forward { type filter hook forward priority 0; policy drop; }'`,
    );
  },
};
