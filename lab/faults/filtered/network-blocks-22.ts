import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'network-blocks-22',
  title: "the client's network carries the web and no SSH",
  releases: ['trixie'],
  truth: { causes: ['network-blocks-22'], hidden: ['firewall-network'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.start('socat TCP-LISTEN:443,fork,reuseaddr SYSTEM:cat');
    await host.exec('until ss -Htln | grep -q ":443 "; do sleep 0.05; done');
    await net.router.exec(
      `nft 'add table inet hotel; add chain inet hotel forward { type filter hook forward priority 0; }; add rule inet hotel forward iifname "leg1" tcp dport 22 drop'`,
    );
  },
};
