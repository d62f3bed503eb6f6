import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'rule-for-the-inner-address',
  title:
    'a router gives the client another address and drops port 22; a rule of the server is against the address that the client has inside',
  releases: ['bookworm'],
  truth: { causes: ['firewall-network'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await net.router.exec(
      'iptables -t nat -A POSTROUTING -s 10.71.1.0/24 -o leg2 -j MASQUERADE; iptables -A FORWARD -p tcp --dport 22 -j DROP',
    );
    await host.exec('iptables -A INPUT -s 10.71.1.0/24 -p tcp --dport 22 -j DROP');
  },
};
