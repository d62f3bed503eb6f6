import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-goto',
  title: 'iptables -g sends the packet to a chain from which it does not come back to the rule that admits',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables -N EXT
      iptables -A EXT -s 203.0.113.0/24 -j DROP
      iptables -A EXT -p tcp --dport 80 -j ACCEPT
      iptables -A INPUT -i lo -j ACCEPT
      iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
      iptables -A INPUT -i eth0 -p tcp -g EXT
      iptables -A INPUT -p tcp --dport 22 -j ACCEPT
      iptables -P INPUT DROP`);
  },
};
