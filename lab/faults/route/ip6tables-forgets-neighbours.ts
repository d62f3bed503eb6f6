import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ip6tables-forgets-neighbours',
  title: 'ip6tables admits ssh and drops all of ICMPv6, by which neighbours find each other',
  releases: ['trixie'],
  family: 6,
  truth: {
    causes: ['host-unreachable'],
    hidden: ['firewall-server', 'firewall-egress'],
    stage: 'route',
    outcome: 'confirmed',
  },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(
      `ip6tables -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT; ip6tables -A INPUT -i lo -j ACCEPT; ip6tables -A INPUT -p tcp --dport 22 -j ACCEPT; ip6tables -P INPUT DROP`,
    );
    await net.router.exec('ip -6 neigh flush all');
  },
};
