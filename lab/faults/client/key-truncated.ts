import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-truncated',
  title: 'the last lines of the named key were lost in a copy',
  releases: ['bullseye'],
  truth: { causes: ['client-key-unusable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  told: /Load key ".*": (?:error in libcrypto|invalid format)/,
  target: ['-i', '.ssh/deploy', 'alice@web1'],
  breakIt: async (_host, { person }) => {
    await person.run(['sh', '-c', 'umask 077; head -n 4 .ssh/id_ed25519 > .ssh/deploy; rm .ssh/id_ed25519*']);
  },
};
