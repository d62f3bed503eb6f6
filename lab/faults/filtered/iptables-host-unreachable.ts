import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-host-unreachable',
  title: 'iptables on the server rejects as if the host were not there',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables -A INPUT -p tcp --dport 22 -j REJECT --reject-with icmp-host-unreachable`);
  },
};
