import type { Fault } from '../../fault.ts';
import { limitSshd } from '../../limits.ts';

export const fault: Fault = {
  id: 'memory-max-session',
  title: 'the unit of sshd may have so little memory that the kernel kills what serves a session',
  releases: ['bookworm'],
  truth: { causes: ['oom'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: (host) => limitSshd(host, { bytes: 3_000_000 }),
};
