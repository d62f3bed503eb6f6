import type { Fault } from '../../fault.ts';
import { limitSshd } from '../../limits.ts';

export const fault: Fault = {
  id: 'tasks-max-kex',
  title: 'the unit of sshd may have two processes: the one for the key exchange cannot be forked',
  releases: ['bookworm'],
  truth: { causes: ['process-limit'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: (host) => limitSshd(host, { tasks: 2 }),
};
