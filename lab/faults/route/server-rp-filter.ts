import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-rp-filter',
  title: 'the server knows the network of the client behind a bridge of its own, and rp_filter is strict',
  releases: ['trixie'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(
      'ip link add lan type bridge && ip address add 10.99.0.1/24 dev lan && ip link set lan up && ip route add 10.71.1.0/24 via 10.99.0.2 dev lan',
    );
    await net.router.exec(
      `ip netns exec ${net.namespaces.server} sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.lan.rp_filter=1`,
    );
  },
};
