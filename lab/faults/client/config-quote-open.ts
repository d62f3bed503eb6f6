import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'config-quote-open',
  title: 'a quotation mark in ~/.ssh/config is not closed',
  releases: ['bookworm'],
  truth: { causes: ['client-config-invalid'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  target: ['web1'],
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host web1\n  User alice\n  IdentityFile "~/.ssh/id_ed25519\n'),
};
