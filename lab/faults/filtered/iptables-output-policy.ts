import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-output-policy',
  title: 'iptables on the server lets out what it begins itself, and forgets the answers',
  releases: ['bullseye'],
  truth: { causes: ['firewall-egress'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `iptables -A OUTPUT -o lo -j ACCEPT && iptables -A OUTPUT -p icmp -j ACCEPT && iptables -A OUTPUT -p udp --dport 53 -j ACCEPT && \
iptables -A OUTPUT -p tcp -m multiport --dports 80,443 -j ACCEPT && iptables -P OUTPUT DROP`,
    );
  },
};
