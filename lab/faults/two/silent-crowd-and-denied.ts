import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'silent-crowd-and-denied',
  title: 'sshd is frozen, and DenyUsers names her',
  releases: ['bookworm'],
  truth: {
    causes: ['sshd-frozen'],
    hidden: ['sshd-policy-denies-user'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('DenyUsers alice');
  },
  breakIt: async (host) => {
    await host.exec(`pkill -STOP -o sshd`);
  },
};
