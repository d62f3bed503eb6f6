import type { Fault } from '../../fault.ts';
import { limitSshd } from '../../limits.ts';

export const fault: Fault = {
  id: 'memory-max',
  title: 'the unit of sshd may have so little memory that the kernel kills each new process of it',
  releases: ['bookworm', 'trixie'],
  truth: { causes: ['oom'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: (host) => limitSshd(host, { bytes: 1_000_000 }),
};
