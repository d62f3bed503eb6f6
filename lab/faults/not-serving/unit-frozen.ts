import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-frozen',
  title: 'somebody froze the unit of sshd for a snapshot and did not thaw it',
  releases: ['trixie'],
  truth: { causes: ['sshd-frozen'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('systemctl freeze ssh.service');
  },
};
