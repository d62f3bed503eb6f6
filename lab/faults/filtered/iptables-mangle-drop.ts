import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-mangle-drop',
  title: 'iptables drops in the table mangle, before it routes',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables -t mangle -A PREROUTING -p tcp --dport 22 -j DROP`);
  },
};
