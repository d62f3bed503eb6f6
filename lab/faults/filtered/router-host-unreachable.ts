import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-host-unreachable',
  title: 'a router on the way rejects the port as if the host were not there',
  releases: ['bookworm'],
  truth: { causes: ['firewall-network'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await net.router.exec(`iptables -A FORWARD -p tcp --dport 22 -j REJECT --reject-with icmp-host-unreachable`);
  },
};
