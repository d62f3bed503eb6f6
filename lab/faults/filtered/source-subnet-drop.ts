import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'source-subnet-drop',
  title: "iptables on the server drops what comes from the client's subnet",
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`iptables -A INPUT -s 10.71.1.0/24 -p tcp --dport 22 -j DROP`);
  },
};
