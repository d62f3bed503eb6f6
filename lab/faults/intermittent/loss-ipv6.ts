import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'loss-ipv6',
  title: 'of the packets over IPv6 each fifth is lost in both directions',
  releases: ['trixie'],
  truth: { causes: ['packet-loss'], stage: 'tcp', outcome: 'degraded' },
  clientSettles: true,
  family: 6,
  repeat: 14,
  breakIt: async (_host, net) => {
    await net.router.exec(`nft 'add table ip6 line; add chain ip6 line way { type filter hook forward priority 0; }; \
add rule ip6 line way numgen random mod 100 < 20 drop'`);
  },
};
