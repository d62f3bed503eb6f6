import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-jump',
  title: 'a host behind a jump host',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
};
