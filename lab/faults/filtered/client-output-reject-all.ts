import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-output-reject-all',
  title: 'iptables on the client rejects all that goes out',
  releases: ['bookworm'],
  truth: { causes: ['client-firewall'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.client.exec('iptables -A OUTPUT -o eth0 -j REJECT');
  },
};
