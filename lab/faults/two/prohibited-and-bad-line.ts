import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'prohibited-and-bad-line',
  title: 'the server prohibits the port, and sshd does not start for a bad line',
  releases: ['trixie'],
  truth: {
    causes: ['firewall-server'],
    hidden: ['sshd-config-error'],
    stage: 'route',
    outcome: 'confirmed',
  },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('ClientAliveIntervall 60');
  },
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; add rule inet guard input tcp dport 22 reject with icmpx type admin-prohibited'`,
    );
  },
};
