import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-tcp-reset',
  title: 'iptables on the server rejects with a TCP reset',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables -A INPUT -p tcp --dport 22 -j REJECT --reject-with tcp-reset`);
  },
};
