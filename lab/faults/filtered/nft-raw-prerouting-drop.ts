import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-raw-prerouting-drop',
  title: 'nftables on the server drops before connection tracking',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table ip guard; add chain ip guard early { type filter hook prerouting priority -300; }; add rule ip guard early tcp dport 22 drop'`,
    );
  },
};
