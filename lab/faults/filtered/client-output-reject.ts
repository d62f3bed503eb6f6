import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-output-reject',
  title: 'iptables on the client rejects what goes out',
  releases: ['trixie'],
  truth: { causes: ['client-firewall'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.client.exec(`iptables -A OUTPUT -p tcp --dport 22 -j REJECT`);
  },
};
