import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'device-resets-both-ends',
  title: 'a device resets both ends when a version line passes',
  releases: ['trixie'],
  truth: { causes: ['middlebox-closes'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table ip guard; add chain ip guard forward { type filter hook forward priority 0; }; add rule ip guard forward @ih,0,32 0x5353482d reject with tcp reset'`,
    );
  },
};
