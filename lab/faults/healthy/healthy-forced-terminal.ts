import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-forced-terminal',
  title: 'the user always wants a terminal, and gets one',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-o', 'RequestTTY=force', 'alice@web1'],
};
