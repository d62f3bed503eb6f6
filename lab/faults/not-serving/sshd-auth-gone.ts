import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-auth-gone',
  title: 'sshd-auth is missing under a running sshd',
  releases: ['trixie'],
  truth: { causes: ['sshd-helper-missing'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec('rm /usr/lib/openssh/sshd-auth');
  },
};
