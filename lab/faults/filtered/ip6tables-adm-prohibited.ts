import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ip6tables-adm-prohibited',
  title: 'ip6tables on the server rejects as administratively prohibited',
  releases: ['bullseye'],
  truth: { causes: ['admin-prohibited'], hidden: ['firewall-server'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  told: /port 22: Permission denied/,
  family: 6,
  breakIt: async (host) => {
    await host.exec(`ip6tables -A INPUT -p tcp --dport 22 -j REJECT --reject-with icmp6-adm-prohibited`);
  },
};
