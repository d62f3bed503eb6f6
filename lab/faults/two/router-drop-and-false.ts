import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-drop-and-false',
  title: 'a router on the way drops the port, and the shell of the account is /bin/false',
  releases: ['trixie'],
  truth: { causes: ['firewall-network'], hidden: ['shell-exits'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(`usermod -s /bin/false alice`);
    await net.router.exec(
      `nft 'add table inet edge; add chain inet edge forward { type filter hook forward priority 0; }; add rule inet edge forward iifname "leg1" tcp dport 22 drop'`,
    );
  },
};
