import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'address-space-limit',
  title: 'sshd may map so little memory that what it starts for a connection cannot load its libraries',
  releases: ['bullseye'],
  truth: { causes: ['oom'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('prlimit --pid $(cat /run/sshd.pid) --as=4000000');
  },
};
