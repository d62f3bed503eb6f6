import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-and-no-sessions',
  title: 'nft drops the port, and MaxSessions allows not one session',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], hidden: ['maxsessions'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => {
    host.sshd('MaxSessions 0');
  },
  breakIt: async (host) => {
    await host.exec(
      `nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; add rule inet guard input tcp dport 22 drop'`,
    );
  },
};
