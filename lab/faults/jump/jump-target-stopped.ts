import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-target-stopped',
  title: 'sshd behind a jump host is stopped',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('systemctl stop ssh');
  },
};
