import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-stopped',
  title: 'systemctl stop ssh',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('systemctl stop ssh');
  },
};
