import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-maxstartups-low',
  title: 'MaxStartups 2, and nobody else there',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => host.sshd('MaxStartups 2'),
};
