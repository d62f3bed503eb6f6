import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'mtu-one-way',
  title: 'large packets of the server alone get lost on the way',
  releases: ['bullseye'],
  truth: { causes: ['mtu'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table ip guard; add chain ip guard forward { type filter hook forward priority 0; }; add rule ip guard forward iif leg2 ip length > 1000 drop'`,
    );
  },
};
