import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-drop-and-no-way-back',
  title: 'a router on the way drops the port, and the server knows no way back to the client',
  releases: ['trixie'],
  truth: { causes: ['firewall-network'], hidden: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec('ip route replace default via 10.71.2.254');
    await net.router.exec(
      `nft 'add table inet edge; add chain inet edge forward { type filter hook forward priority 0; }; add rule inet edge forward iifname "leg1" tcp dport 22 counter drop'`,
    );
  },
};
