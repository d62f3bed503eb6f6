import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'device-resets-client-line',
  title: "a device resets the connection when the client's version line passes",
  releases: ['bookworm'],
  truth: { causes: ['middlebox-closes'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table ip guard; add chain ip guard forward { type filter hook forward priority 0; }; add rule ip guard forward tcp dport 22 @ih,0,32 0x5353482d reject with tcp reset'`,
    );
  },
};
