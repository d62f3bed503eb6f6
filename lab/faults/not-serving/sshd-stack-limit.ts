import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-stack-limit',
  title: 'somebody limits the stack of sshd, and its processes die of it in the key exchange',
  releases: ['bookworm'],
  truth: { causes: ['sshd-crash'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('prlimit --pid $(cat /run/sshd.pid) --stack=20000');
  },
};
