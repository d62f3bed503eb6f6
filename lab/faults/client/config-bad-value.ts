import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'config-bad-value',
  title: 'a value that StrictHostKeyChecking does not take',
  releases: ['bookworm'],
  truth: { causes: ['client-config-invalid'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  told: /config line 2: unsupported option "maybe"/,
  family: 6,
  breakIt: async (_host, { person }) => person.write('.ssh/config', 'Host *\n  StrictHostKeyChecking maybe\n'),
};
