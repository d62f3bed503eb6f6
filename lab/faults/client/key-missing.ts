import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-missing',
  title: 'IdentityFile names a file that is not there',
  releases: ['trixie'],
  truth: { causes: ['client-key-unusable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  told: /no such identity: \S+deploy_key: No such file/,
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host web1\n  IdentityFile ~/.ssh/deploy_key\n  IdentitiesOnly yes\n'),
};
