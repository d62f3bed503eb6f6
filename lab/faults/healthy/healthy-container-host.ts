import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-container-host',
  title: 'a host of containers: port 2222 is mapped to one of them, and what is forwarded is dropped',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`ip link add docker0 type bridge && ip address add 172.17.0.1/16 dev docker0 && ip link set docker0 up
      iptables -P FORWARD DROP
      iptables -t nat -N DOCKER
      iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
      iptables -t nat -A DOCKER ! -i docker0 -p tcp --dport 2222 -j DNAT --to-destination 172.17.0.2:22`);
  },
};
