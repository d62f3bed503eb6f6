import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-scrub-rules',
  title: 'every rule against scans and forgeries that the guides have, and none of them is about the client',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`nft -f - <<'NFT'
table inet scrub {
  set forged { type ipv4_addr; flags interval; elements = { 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16, 192.0.2.0/24, 224.0.0.0/3 } }
  set scanners { type ipv4_addr; size 65535; flags dynamic,timeout; timeout 1h; }
  chain early { type filter hook prerouting priority -300; policy accept;
    iifname != "lo" ip saddr @forged drop
    tcp flags & (fin|syn|rst|psh|ack|urg) == 0x0 drop
    tcp flags & (fin|syn) == fin|syn drop
    tcp flags & (syn|rst) == syn|rst drop
    tcp flags & (fin|syn|rst|psh|ack|urg) == fin|psh|urg drop
    tcp flags syn tcp option maxseg size 1-500 drop
    ip frag-off & 0x1fff != 0 drop
    fib saddr . iif oif missing drop
  }
  chain mangle { type filter hook prerouting priority -150; ct state invalid drop
    tcp flags & (fin|syn|rst|ack) != syn ct state new drop
  }
  chain input { type filter hook input priority 0; policy drop;
    iif lo accept
    ip saddr @scanners drop
    ct state vmap { established : accept, related : accept, invalid : drop }
    tcp dport { 23, 3389, 5900 } add @scanners { ip saddr } drop
    tcp dport 22 ct state new limit rate 30/minute burst 20 packets accept
    icmp type echo-request limit rate 5/second accept
  }
}
NFT`);
  },
};
