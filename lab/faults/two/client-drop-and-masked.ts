import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-drop-and-masked',
  title: 'the client drops what it sends to the port, and ssh.service is masked behind it',
  releases: ['trixie'],
  truth: {
    causes: ['client-firewall'],
    hidden: ['sshd-masked'],
    stage: 'tcp',
    outcome: 'confirmed',
  },
  clientSettles: true,
  breakIt: async (host, net) => {
    await host.exec(`systemctl mask --now ssh`);
    await net.client.exec(
      `nft 'add table inet own; add chain inet own out { type filter hook output priority 0; }; add rule inet own out tcp dport 22 drop'`,
    );
  },
};
