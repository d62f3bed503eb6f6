import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-forward-drop',
  title: 'a router on the way drops the port',
  releases: ['bookworm'],
  truth: { causes: ['firewall-network'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table inet guard; add chain inet guard forward { type filter hook forward priority 0; }; add rule inet guard forward tcp dport 22 drop'`,
    );
  },
};
