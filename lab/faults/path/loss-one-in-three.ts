import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'loss-one-in-three',
  title: 'a third of all packets gets lost on the way',
  releases: ['bookworm'],
  truth: { causes: ['packet-loss'], stage: 'tcp', outcome: 'degraded' },
  clientSettles: true,
  repeat: 5,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table ip guard; add chain ip guard forward { type filter hook forward priority 0; }; add rule ip guard forward numgen random mod 100 < 33 drop'`,
    );
  },
};
