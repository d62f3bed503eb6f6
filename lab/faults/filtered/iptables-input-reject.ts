import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-input-reject',
  title: 'iptables on the server rejects with its default answer',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables -A INPUT -p tcp --dport 22 -j REJECT`);
  },
};
