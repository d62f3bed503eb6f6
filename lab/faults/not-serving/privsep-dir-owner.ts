import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'privsep-dir-owner',
  title: '/run/sshd belongs to a user after a chown of all of /run',
  releases: ['bookworm'],
  truth: { causes: ['privsep-dir-perms'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec('chown alice /run/sshd');
  },
};
