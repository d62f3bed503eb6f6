import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-other-card',
  title: 'the rules of /etc/nftables.conf admit ssh on a card of another name',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write(
      '/etc/nftables.conf',
      `flush ruleset
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iif lo accept
    meta l4proto { icmp, ipv6-icmp } accept
    iifname "enp3s0" tcp dport { 22, 443 } accept
  }
}
`,
    ),
  breakIt: async (host) => {
    await host.exec('systemctl start nftables');
  },
};
