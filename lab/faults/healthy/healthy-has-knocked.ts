import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-has-knocked',
  title: 'the port opens by a knock, and the client has knocked',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host, net) => {
    await host.exec(`iptables -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
      iptables -A INPUT -p tcp --dport 7412 -m recent --name knock --set -j DROP
      iptables -A INPUT -p tcp --dport 22 -m recent --name knock --rcheck --seconds 3600 -j ACCEPT
      iptables -A INPUT -p tcp --dport 22 -j DROP`);
    await net.client.attempt('nc -w 1 -z 10.71.2.20 7412');
  },
};
