import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-ipsec-only',
  title: 'ssh is admitted within IPsec alone',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables -A INPUT -i lo -j ACCEPT; iptables -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
      iptables -A INPUT -p tcp --dport 22 -m policy --dir in --pol ipsec -j ACCEPT
      iptables -A INPUT -p tcp -j REJECT --reject-with icmp-port-unreachable`);
  },
};
