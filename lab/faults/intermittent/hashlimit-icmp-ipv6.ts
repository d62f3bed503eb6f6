import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hashlimit-icmp-ipv6',
  title: 'ip6tables hashlimit answers what goes over twenty connections in a minute with ICMP',
  releases: ['bullseye'],
  truth: { causes: ['firewall-rate-limit'], stage: 'tcp', outcome: 'degraded' },
  clientSettles: false,
  family: 6,
  repeat: 16,
  breakIt: async (host) => {
    await host.exec(`ip6tables -A INPUT -p tcp --dport 22 -m conntrack --ctstate NEW -m hashlimit --hashlimit-above 20/min \
--hashlimit-burst 1 --hashlimit-mode srcip --hashlimit-name ssh -j REJECT`);
  },
};
