import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nft-vmap-by-interface',
  title: 'a verdict map sends each card to a chain of its own, and the one of this card forgot the port',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`nft -f - <<'END'
table inet guard {
  chain lan { tcp dport { 22, 80, 443 } accept; }
  chain wan { tcp dport { 80, 443 } accept; icmp type echo-request limit rate 10/second accept; meta l4proto tcp reject with tcp reset; }
  chain input {
    type filter hook input priority 0; policy drop;
    ct state vmap { established : accept, related : accept, invalid : drop }
    iifname vmap { "lo" : accept, "eth1" : goto lan, "eth0" : goto wan }
  }
}
END`);
  },
};
