import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-both-families',
  title: 'a name with an address of each family, and both work',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  family: 'both',
};
