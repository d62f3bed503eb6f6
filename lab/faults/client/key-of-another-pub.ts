import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-of-another-pub',
  title: 'the key was replaced, and beside it the public half of the old one is left',
  releases: ['bookworm'],
  truth: { causes: ['client-key-unusable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  told: /private key .* contents do not match public/,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (_host, { person }) => {
    await person.run(['sh', '-c', 'mv .ssh/id_ed25519.pub old.pub; rm .ssh/id_ed25519']);
    await person.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', '.ssh/id_ed25519']);
    await person.run(['mv', 'old.pub', '.ssh/id_ed25519.pub']);
  },
};
