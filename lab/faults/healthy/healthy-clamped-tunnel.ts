import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-clamped-tunnel',
  title: 'a tunnel of 1280 bytes whose router filters ICMP, and clamps the MSS as it should',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table inet clamp; add chain inet clamp forward { type filter hook forward priority -150; }; add rule inet clamp forward tcp flags syn tcp option maxseg size set 1240; add rule inet clamp forward ip length > 1280 drop; add chain inet clamp out { type filter hook output priority 0; }; add rule inet clamp out icmp type destination-unreachable drop'`,
    );
  },
};
