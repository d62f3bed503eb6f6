import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'privsep-dir-writable',
  title: '/run/sshd may be written by anybody',
  releases: ['bullseye'],
  truth: { causes: ['privsep-dir-perms'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('chmod 777 /run/sshd');
  },
};
