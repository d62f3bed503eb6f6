import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-drop-both-families',
  title: 'a router on the way drops the port in both families',
  releases: ['trixie'],
  truth: { causes: ['firewall-network'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 'both',
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table inet guard; add chain inet guard forward { type filter hook forward priority 0; }; add rule inet guard forward tcp dport 22 drop'`,
    );
  },
};
