import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'iptables-established-forgotten',
  title: 'iptables admits new connections to port 22, and no rule admits what follows',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `iptables -A INPUT -i lo -j ACCEPT && iptables -A INPUT -p icmp -j ACCEPT && \
iptables -A INPUT -p tcp -m state --state NEW --dport 22 -j ACCEPT && iptables -P INPUT DROP`,
    );
  },
};
