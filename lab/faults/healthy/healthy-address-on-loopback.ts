import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-address-on-loopback',
  title:
    'the address of the service is on lo, as behind a router that announces it, and a rule asks for a local address',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host, net) => {
    await net.router.exec('ip route add 10.71.2.20/32 via 10.71.2.21');
    await host.exec(`ip address add 10.71.2.21/24 dev eth0 && ip address del 10.71.2.20/24 dev eth0
      ip address add 10.71.2.20/32 dev lo; ip address show dev eth0 | grep -q 10.71.2.21 || ip address add 10.71.2.21/24 dev eth0
      ip route replace default via 10.71.2.1 dev eth0
      nft 'add table ip strong; add chain ip strong early { type filter hook prerouting priority -150; }; add rule ip strong early fib daddr type != { local, broadcast, multicast } counter drop; add rule ip strong early fib saddr . iif oif missing drop'`);
  },
};
