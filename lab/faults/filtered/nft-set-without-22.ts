import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-set-without-22',
  title: 'the rules of /etc/nftables.conf admit a set of ports, and 22 is in none of its ranges',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    const rules = [
      'set open { type inet_service; flags interval; elements = { 80-90, 443, 2000-2222, 8000-9000 }; }',
      'chain input {',
      'type filter hook input priority 0; policy drop;',
      'ct state established,related accept',
      'iif lo accept',
      'meta l4proto { icmp, ipv6-icmp } accept',
      'tcp dport @open accept',
      '}',
    ];
    host.write('/etc/nftables.conf', `flush ruleset\ntable inet filter {\n${rules.join('\n')}\n}\n`);
  },
  breakIt: async (host) => {
    await host.exec('systemctl start nftables');
  },
};
