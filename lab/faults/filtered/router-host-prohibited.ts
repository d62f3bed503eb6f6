import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-host-prohibited',
  title: 'a router on the way answers that the host is prohibited',
  releases: ['bullseye'],
  truth: { causes: ['admin-prohibited'], hidden: ['firewall-network'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.router.exec(`iptables -A FORWARD -d 10.71.2.20 -j REJECT --reject-with icmp-host-prohibited`);
  },
};
