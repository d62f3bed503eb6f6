import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nat-hides-admitted-client',
  title: 'iptables admits the network of the client, and a router on the way gives the packets an address of its own',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await net.router.exec('iptables -t nat -A POSTROUTING -s 10.71.1.0/24 -o leg2 -j MASQUERADE');
    await host.exec(
      'iptables -A INPUT -i lo -j ACCEPT; iptables -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT; iptables -A INPUT -s 10.71.1.0/24 -p tcp --dport 22 -j ACCEPT; iptables -A INPUT -p tcp --dport 22 -j DROP',
    );
  },
};
