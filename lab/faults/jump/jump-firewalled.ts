import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-firewalled',
  title: 'a firewall on the jump host drops',
  releases: ['trixie'],
  truth: { causes: ['jump-host-failed'], hidden: ['firewall-server'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (_host, net) => {
    await net.bastion?.exec(
      `nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; add rule inet guard input tcp dport 22 drop'`,
    );
  },
};
