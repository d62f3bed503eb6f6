import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ping-prohibited-host-gone',
  title: 'a router on the way prohibits pings, and the server is off the wire',
  releases: ['bookworm'],
  truth: { causes: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  // Two messages of two kinds: which of them is about the port, only a capture tells.
  clientSettles: false,
  breakIt: async (host, net) => {
    await net.router.exec('iptables -A FORWARD -p icmp -j REJECT --reject-with icmp-admin-prohibited');
    await host.exec('ip link set eth0 down');
  },
};
