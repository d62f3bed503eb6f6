import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-second-hop-stopped',
  title: 'a chain of two jump hosts, and sshd on the second is stopped',
  releases: ['bookworm'],
  truth: { causes: ['jump-host-failed'], hidden: ['sshd-not-running'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  jump: true,
  target: ['-J', 'alice@bastion,alice@10.71.2.20', 'alice@db1'],
  breakIt: async (host) => {
    await host.exec('systemctl stop ssh');
  },
};
