import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-limit-rate-over',
  title: 'nftables drops what exceeds two new connections an hour, by a rule that matches the excess',
  releases: ['bookworm'],
  truth: { causes: ['firewall-rate-limit'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(`nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; policy accept; }; \\
add rule inet guard input tcp dport 22 ct state new limit rate over 2/hour burst 1 packets counter drop'`);
    await net.client.exec('for i in 1 2 3; do nc -w 1 10.71.2.20 22 </dev/null >/dev/null 2>&1; done; true');
  },
};
