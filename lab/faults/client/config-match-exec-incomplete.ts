import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'config-match-exec-incomplete',
  title: 'a Match line of ~/.ssh/config lacks its condition',
  releases: ['trixie'],
  truth: { causes: ['client-config-invalid'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  target: ['web1'],
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host web1\n  User alice\nMatch\n  ForwardAgent yes\n'),
};
