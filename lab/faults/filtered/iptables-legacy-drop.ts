import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-legacy-drop',
  title: 'the older iptables on the server drops',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables-legacy -A INPUT -p tcp --dport 22 -j DROP`);
  },
};
