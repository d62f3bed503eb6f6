import type { Fault } from '../../fault.ts';
import { limitSshd } from '../../limits.ts';

export const fault: Fault = {
  id: 'tasks-max-shell',
  title: 'the unit of sshd may have three processes: the login works, and the shell cannot be forked',
  releases: ['bullseye'],
  truth: { causes: ['process-limit'], stage: 'session', outcome: 'confirmed' },
  // A limit of the account says the same.
  clientSettles: false,
  prepare: (host) => host.sshd('UsePAM no'),
  breakIt: (host) => limitSshd(host, { tasks: 3 }),
};
