import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ipv6-source-prohibited',
  title: 'the client has an IPv6 address of its own network alone, and the router lets no such address out',
  releases: ['bookworm'],
  family: 'both',
  truth: { causes: ['ipv6-broken'], hidden: ['name-one-address-dead'], stage: 'route', outcome: 'degraded' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.client.exec(
      `ip -6 address add fd00:71::10/64 dev eth0 nodad; ip -6 address del 2001:db8:71:1::10/64 dev eth0; ip -6 route replace default via fe80::1 dev eth0 2>/dev/null; ip -6 route show default`,
    );
    await net.router.exec(
      `nft 'add table ip6 guard; add chain ip6 guard forward { type filter hook forward priority 0; }; add rule ip6 guard forward ip6 saddr fc00::/7 reject with icmpv6 type admin-prohibited'`,
    );
    await net.client.exec('ip -6 route replace default dev eth0');
    await net.router.exec(
      'sysctl -qw net.ipv6.conf.leg1.proxy_ndp=1; ip -6 neigh add proxy 2001:db8:71:2::20 dev leg1; ip -6 route add fd00:71::/64 dev leg1',
    );
  },
};
