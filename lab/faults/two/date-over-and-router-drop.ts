import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'date-over-and-router-drop',
  title: 'a rule of the server for a time that is over, and a router on the way that drops',
  releases: ['trixie'],
  truth: { causes: ['firewall-network'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; \\
add rule inet guard input tcp dport 22 meta time < "2020-01-01 00:00:00" drop'`);
    await net.router.exec(
      `nft 'add table inet edge; add chain inet edge forward { type filter hook forward priority 0; }; add rule inet edge forward iifname "leg1" tcp dport 22 drop'`,
    );
  },
};
