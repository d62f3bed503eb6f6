import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'run-sshd-removed-later-release',
  title: '/run/sshd is deleted under a running sshd that needs it only after the version line',
  releases: ['trixie'],
  truth: { causes: ['run-sshd-missing'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('rmdir /run/sshd');
  },
};
