import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'stopped-and-drop-elsewhere',
  title: 'sshd is stopped; what the firewall drops is another port and another network',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      `systemctl stop ssh; nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; add rule inet guard input tcp dport 2222 drop; add rule inet guard input ip saddr 192.0.2.0/24 drop'`,
    );
  },
};
