import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hashlimit-reset',
  title: 'iptables hashlimit admits twenty new connections of a source in a minute and resets the others',
  releases: ['bookworm'],
  truth: { causes: ['firewall-rate-limit'], stage: 'tcp', outcome: 'degraded' },
  clientSettles: false,
  repeat: 16,
  breakIt: async (host) => {
    await host.exec(`iptables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 20/min \
--hashlimit-burst 1 --hashlimit-mode srcip --hashlimit-name ssh -j REJECT --reject-with tcp-reset`);
  },
};
