import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-payload-drop',
  title: 'nftables drops what begins with SSH- behind the header of TCP',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; \
add rule inet guard input tcp dport 22 @ih,0,32 0x5353482d drop'`);
  },
};
