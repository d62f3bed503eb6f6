import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-maxsessions-1',
  title: 'MaxSessions 1, which one session may use',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => host.sshd('MaxSessions 1'),
};
