import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-sshd-stopped',
  title: 'sshd on the jump host is stopped',
  releases: ['bookworm'],
  truth: { causes: ['jump-host-failed'], hidden: ['sshd-not-running'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  told: /bastion port 22: Connection refused/,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (_host, net) => {
    await net.bastion?.exec('systemctl stop ssh');
  },
};
