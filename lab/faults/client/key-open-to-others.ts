import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-open-to-others',
  title: 'the key that is named may be read by everybody, so ssh ignores it',
  releases: ['trixie'],
  truth: { causes: ['client-config-perms'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  told: /UNPROTECTED PRIVATE KEY FILE/,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (_host, { person }) => {
    await person.run(['chmod', '644', '.ssh/id_ed25519']);
  },
};
