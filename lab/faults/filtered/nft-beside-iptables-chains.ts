import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-beside-iptables-chains',
  title: 'iptables admits the port, and a chain that nft has added to the same table drops it',
  releases: ['bookworm', 'trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('iptables -A INPUT -p tcp --dport 22 -j ACCEPT');
    await host.exec(
      `nft 'add chain ip filter late { type filter hook input priority 10; }; add rule ip filter late tcp dport 22 counter drop'`,
    );
  },
};
