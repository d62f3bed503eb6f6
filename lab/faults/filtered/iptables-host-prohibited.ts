import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-host-prohibited',
  title: 'iptables on the server ends with the REJECT of older Red Hat systems',
  releases: ['bullseye'],
  truth: { causes: ['admin-prohibited'], hidden: ['firewall-server'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `iptables -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT && iptables -A INPUT -p icmp -j ACCEPT && \
iptables -A INPUT -i lo -j ACCEPT && iptables -A INPUT -p tcp --dport 80 -j ACCEPT && \
iptables -A INPUT -j REJECT --reject-with icmp-host-prohibited`,
    );
  },
};
