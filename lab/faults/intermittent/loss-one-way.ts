import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'loss-one-way',
  title: 'two of five packets are lost on the way to the server, and none on the way back',
  releases: ['bullseye'],
  truth: { causes: ['packet-loss'], stage: 'tcp', outcome: 'degraded' },
  clientSettles: true,
  repeat: 12,
  breakIt: async (_host, net) => {
    await net.router.exec(`nft 'add table inet line; add chain inet line way { type filter hook forward priority 0; }; \
add rule inet line way iifname leg1 numgen inc mod 5 < 2 drop'`);
  },
};
