import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'drop-and-stopped',
  title: 'the firewall drops, and sshd is stopped behind it',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], hidden: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('systemctl stop ssh');
    await host.exec(`nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; \
add rule inet guard input tcp dport 22 drop'`);
  },
};
