import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'config-unknown-option',
  title: 'a keyword of another system in ~/.ssh/config',
  releases: ['trixie'],
  truth: { causes: ['client-config-invalid'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  told: /Bad configuration option: usekeychain/,
  breakIt: async (_host, { person }) => person.write('.ssh/config', 'Host *\n  UseKeychain yes\n'),
};
