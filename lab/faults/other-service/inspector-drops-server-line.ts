import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'inspector-drops-server-line',
  title: 'a firewall on the way drops the version line of the server',
  releases: ['bullseye'],
  truth: { causes: ['middlebox-closes'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(`nft 'add table inet guard; add chain inet guard forward { type filter hook forward priority 0; }; \
add rule inet guard forward tcp sport 22 @ih,0,32 0x5353482d drop'`);
  },
};
