import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'limit-before-prohibited',
  title: 'a limit stands before the rule that rejects port 22 in any case',
  releases: ['bookworm'],
  truth: { causes: ['admin-prohibited'], hidden: ['firewall-server'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `iptables -A INPUT -p tcp --dport 22 -m hashlimit --hashlimit-above 60/min --hashlimit-burst 20 --hashlimit-mode srcip --hashlimit-name ssh -j DROP && \
iptables -A INPUT -p tcp --dport 22 -j REJECT --reject-with icmp-admin-prohibited`,
    );
  },
};
