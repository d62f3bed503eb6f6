import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'run-sshd-removed',
  title: '/run/sshd is deleted under a running sshd',
  releases: ['bullseye'],
  truth: { causes: ['run-sshd-missing'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('rmdir /run/sshd');
  },
};
