import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'helper-gone-and-other-group',
  title: 'sshd-session was removed, and AllowGroups names a group that she is not in',
  releases: ['trixie'],
  truth: {
    causes: ['sshd-helper-missing'],
    hidden: ['sshd-policy-denies-user'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('AllowGroups wheel');
  },
  breakIt: async (host) => {
    await host.exec(`rm /usr/lib/openssh/sshd-session`);
  },
};
