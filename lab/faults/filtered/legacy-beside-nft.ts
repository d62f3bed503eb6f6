import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'legacy-beside-nft',
  title: 'nftables of the server admits port 22, and a rule of the older iptables rejects it',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`nft -f - <<'END'
table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iif lo accept
    meta l4proto { icmp, ipv6-icmp } accept
    tcp dport { 22, 443 } accept
  }
  chain forward {
    type filter hook forward priority 0; policy drop;
  }
}
END
      iptables-legacy -A INPUT -s 192.0.2.0/24 -j DROP
      iptables-legacy -A INPUT -p tcp --dport 25 -j DROP
      iptables-legacy -A INPUT -s 10.71.0.0/23 -p tcp --dport 22 -j REJECT`);
  },
};
