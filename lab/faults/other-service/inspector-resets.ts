import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'inspector-resets',
  title: 'a firewall on the way reads the first words, and resets',
  releases: ['trixie'],
  truth: { causes: ['middlebox-closes'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    // "SSH-" at the start of what the client sends; what the server says is held back until then.
    await net.router.exec(`nft 'add table inet guard; add chain inet guard forward { type filter hook forward priority 0; }; \
add rule inet guard forward tcp sport 22 @ih,0,32 0x5353482d drop; \
add rule inet guard forward tcp dport 22 @ih,0,32 0x5353482d reject with tcp reset'`);
  },
};
