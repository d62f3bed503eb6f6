import type { Fault } from '../../fault.ts';
import { limitSshd } from '../../limits.ts';

export const fault: Fault = {
  id: 'memory-max-kex',
  title: 'the unit of sshd may have so little memory that the kernel kills each new process of it',
  releases: ['trixie'],
  truth: { causes: ['oom'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: (host) => limitSshd(host, { bytes: 3_000_000 }),
};
