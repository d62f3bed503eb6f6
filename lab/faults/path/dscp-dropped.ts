import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'dscp-dropped',
  title: 'a device drops the packets that ssh marks in a session',
  releases: ['bookworm'],
  truth: { causes: ['ipqos-dscp'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table ip guard; add chain ip guard forward { type filter hook forward priority 0; }; add rule ip guard forward ip dscp { 0x02, cs1 } drop'`,
    );
  },
};
