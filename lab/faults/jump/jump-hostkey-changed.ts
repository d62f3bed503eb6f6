import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-hostkey-changed',
  title: 'the jump host was built again and has new keys',
  releases: ['trixie'],
  truth: { causes: ['jump-host-failed'], hidden: ['host-key-changed'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  told: /REMOTE HOST IDENTIFICATION HAS CHANGED[\s\S]*bastion/,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (_host, net) => {
    await net.bastion?.exec('rm /etc/ssh/ssh_host_* && ssh-keygen -q -A && systemctl restart ssh');
  },
};
