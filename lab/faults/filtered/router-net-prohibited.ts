import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-net-prohibited',
  title: 'a router on the way answers that the network is prohibited',
  releases: ['bookworm'],
  truth: { causes: ['admin-prohibited'], hidden: ['firewall-network'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec('iptables -A FORWARD -d 10.71.2.0/24 -p tcp -j REJECT --reject-with icmp-net-prohibited');
  },
};
