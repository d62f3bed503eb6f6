import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'connlimit-zero',
  title: 'connlimit above 0: somebody meant that nobody is limited',
  releases: ['trixie'],
  truth: { causes: ['firewall-rate-limit'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      'iptables -A INPUT -p tcp --syn --dport 22 -m connlimit --connlimit-above 0 -j REJECT --reject-with tcp-reset',
    );
  },
};
