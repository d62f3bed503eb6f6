import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'mtu-of-the-way-there',
  title: 'large packets of the client alone get lost on the way, over IPv6',
  releases: ['trixie'],
  truth: { causes: ['mtu'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table ip6 guard; add chain ip6 guard forward { type filter hook forward priority 0; }; add rule ip6 guard forward iif leg1 meta length > 1300 drop'`,
    );
  },
};
