import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-public-half-no-agent',
  title: 'IdentityFile names the public half of a key that an agent should hold, and no agent runs',
  releases: ['bullseye'],
  truth: { causes: ['client-key-unusable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    person.write('.ssh/config', 'Host web1\n  IdentityFile ~/.ssh/token.pub\n  IdentitiesOnly yes\n');
    await person.run(['sh', '-c', 'mv .ssh/id_ed25519.pub .ssh/token.pub; rm .ssh/id_ed25519']);
  },
};
