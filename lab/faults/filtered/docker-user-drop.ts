import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'docker-user-drop',
  title: 'port 22 is published to a container, and a rule of DOCKER-USER drops what comes from outside',
  releases: ['trixie'],
  truth: { causes: ['nat-rule-captures-22'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await net.router.exec(`ip netns exec ${net.namespaces.server} sysctl -qw net.ipv4.ip_forward=1`);
    await host.exec(`ip link add docker0 type bridge; ip address add 172.17.0.1/16 dev docker0; ip link set docker0 up
      iptables -t nat -N DOCKER; iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
      iptables -t nat -A DOCKER ! -i docker0 -p tcp -m tcp --dport 22 -j DNAT --to-destination 172.17.0.2:22
      iptables -N DOCKER; iptables -N DOCKER-USER; iptables -P FORWARD DROP
      iptables -A FORWARD -j DOCKER-USER
      iptables -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
      iptables -A FORWARD -o docker0 -j DOCKER
      iptables -A DOCKER -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 22 -j ACCEPT
      iptables -A DOCKER-USER -i eth0 ! -s 192.168.0.0/16 -j DROP`);
  },
};
