import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'option-typed-wrong',
  title: 'a value on the command line that the option does not have',
  releases: ['trixie'],
  truth: { causes: ['client-config-invalid'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'StrictHostKeyChecking=maybe', 'alice@web1'],
};
