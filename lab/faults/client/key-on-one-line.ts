import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-on-one-line',
  title: 'a variable of the build server gave the key back with spaces for its line ends',
  releases: ['bookworm'],
  truth: { causes: ['client-key-unusable'], hidden: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/deploy', 'alice@web1'],
  breakIt: async (_host, { person }) => {
    await person.run(['sh', '-c', 'umask 077; tr "\\n" " " < .ssh/id_ed25519 > .ssh/deploy; rm .ssh/id_ed25519*']);
  },
};
