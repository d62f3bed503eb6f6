import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-return-drop',
  title: "a router on the way drops the server's answers",
  releases: ['bullseye'],
  truth: { causes: ['firewall-network'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table inet guard; add chain inet guard forward { type filter hook forward priority 0; }; add rule inet guard forward tcp sport 22 drop'`,
    );
  },
};
