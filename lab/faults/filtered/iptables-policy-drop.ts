import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-policy-drop',
  title: 'iptables on the server drops all but answers and the web ports',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `iptables -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT && iptables -A INPUT -i lo -j ACCEPT && \
iptables -A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT && iptables -P INPUT DROP`,
    );
  },
};
