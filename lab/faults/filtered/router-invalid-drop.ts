import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-invalid-drop',
  title: 'a router on the way sees only one direction, and drops what belongs to no connection',
  releases: ['trixie'],
  truth: { causes: ['firewall-network'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(
      `nft 'add table inet guard; add chain inet guard forward { type filter hook forward priority 0; }; add chain inet guard early { type filter hook prerouting priority -300; }; add rule inet guard early iifname "leg1" tcp dport 22 notrack; add rule inet guard forward ct state invalid drop'`,
    );
  },
};
