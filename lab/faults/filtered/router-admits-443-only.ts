import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-admits-443-only',
  title: 'the cloud in front of the server admits one port and answers for no other',
  releases: ['bookworm'],
  truth: { causes: ['cloud-firewall'], hidden: ['firewall-network'], stage: 'tcp', outcome: 'confirmed' },
  // A security group is a filter in front of the host; that it is a provider's is not on the wire.
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.start('socat TCP-LISTEN:443,fork,reuseaddr SYSTEM:cat');
    await host.exec('until ss -Htln | grep -q ":443 "; do sleep 0.05; done');
    await net.router.exec(
      `nft 'add table inet cloud; add chain inet cloud forward { type filter hook forward priority 0; policy drop; }; add rule inet cloud forward ct state established,related accept; add rule inet cloud forward tcp dport 443 accept; add rule inet cloud forward iifname != "leg1" accept'`,
    );
  },
};
