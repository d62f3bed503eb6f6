import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ip6tables-drop',
  title: 'ip6tables on the server drops, and the IPv4 rules are forgotten',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec(`ip6tables -A INPUT -p tcp --dport 22 -j DROP`);
  },
};
