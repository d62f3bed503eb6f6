import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'user-misspelt',
  title: 'the user types a name that the host does not know',
  releases: ['bullseye'],
  truth: { causes: ['user-does-not-exist'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alcie@web1'],
};
