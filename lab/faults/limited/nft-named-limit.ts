import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-named-limit',
  title: 'a limit of nftables with a name, shared by all rules, is over',
  releases: ['trixie'],
  truth: { causes: ['firewall-rate-limit'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(`nft 'add table inet guard; add limit inet guard newcomers { rate over 2/hour burst 2 packets; }; \
add chain inet guard input { type filter hook input priority 0; }; \
add rule inet guard input ct state established,related accept; \
add rule inet guard input tcp dport 22 ct state new limit name newcomers counter drop'`);
    await net.client.attempt('for i in 1 2 3 4; do nc -w 1 -z 10.71.2.20 22; done');
  },
};
