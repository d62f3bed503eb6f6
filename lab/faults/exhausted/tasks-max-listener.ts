import type { Fault } from '../../fault.ts';
import { limitSshd } from '../../limits.ts';

export const fault: Fault = {
  id: 'tasks-max-listener',
  title: 'the unit of sshd may have one process: the listener is there and cannot fork',
  releases: ['trixie'],
  truth: { causes: ['process-limit'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: (host) => limitSshd(host, { tasks: 1 }),
};
