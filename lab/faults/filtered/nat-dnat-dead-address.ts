import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nat-dnat-dead-address',
  title: 'a port map on the server sends port 22 to a container that is gone',
  releases: ['bullseye'],
  truth: { causes: ['nat-rule-captures-22'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(
      'ip link add docker0 type bridge && ip address add 172.17.0.1/16 dev docker0 && ip link set docker0 up',
    );
    await net.router.exec(`ip netns exec ${net.namespaces.server} sysctl -qw net.ipv4.ip_forward=1`);
    await host.exec('iptables -t nat -A PREROUTING -p tcp --dport 22 -j DNAT --to-destination 172.17.0.2:22');
  },
};
