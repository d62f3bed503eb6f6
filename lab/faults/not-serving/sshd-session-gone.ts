import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-session-gone',
  title: 'sshd-session is missing under a running sshd',
  releases: ['trixie'],
  truth: { causes: ['sshd-helper-missing'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('rm /usr/lib/openssh/sshd-session');
  },
};
