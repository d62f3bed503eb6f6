import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-no-ping',
  title: 'no ICMP message passes anywhere, and ssh does',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  family: 'both',
  breakIt: async (_host, net) => {
    await net.router.exec(`nft 'add table inet quiet; add chain inet quiet forward { type filter hook forward priority 0; }; \
add chain inet quiet output { type filter hook output priority 0; }; \
add rule inet quiet forward meta l4proto icmp drop; \
add rule inet quiet forward icmpv6 type { echo-request, echo-reply } drop; add rule inet quiet output meta l4proto icmp drop'`);
  },
};
