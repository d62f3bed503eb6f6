import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'both-ends-drop',
  title: 'the client drops what it sends to port 22, and the server would drop it too',
  releases: ['bookworm'],
  truth: { causes: ['client-firewall'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (host, net) => {
    await host.exec('iptables -A INPUT -s 10.71.1.0/24 -p tcp --dport 22 -j DROP');
    await net.client.exec('iptables -A OUTPUT -p tcp -d 10.71.2.0/24 --dport 22 -j DROP');
  },
};
