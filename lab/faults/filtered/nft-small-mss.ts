import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-small-mss',
  title: 'a device on the way clamps the MSS to 480, and a rule against old attacks drops what asks for less than 500',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await net.router.exec(
      `nft 'add table inet clamp; add chain inet clamp forward { type filter hook forward priority -150; }; add rule inet clamp forward tcp flags syn tcp option maxseg size set 480'`,
    );
    await host.exec(
      `nft 'add table inet sack; add chain inet sack input { type filter hook input priority 0; }; add rule inet sack input tcp flags syn tcp option maxseg size 1-500 counter drop'`,
    );
  },
};
