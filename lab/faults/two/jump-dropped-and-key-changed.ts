import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-dropped-and-key-changed',
  title: 'behind a good jump host the target drops, and its key has changed',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], hidden: ['host-key-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh');
    await host.exec(`nft 'add table inet guard; add chain inet guard input { type filter hook input priority 0; }; \
add rule inet guard input tcp dport 22 drop'`);
  },
};
