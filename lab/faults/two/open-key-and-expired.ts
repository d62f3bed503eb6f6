import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'open-key-and-expired',
  title: 'ssh ignores the key since everybody may read it, and the account has ended',
  releases: ['trixie'],
  truth: { causes: ['client-config-perms'], hidden: ['account-expired'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /UNPROTECTED PRIVATE KEY FILE/,
  breakIt: async (host, net) => {
    await host.exec(`chage -E 2023-03-03 alice`);
    await net.person.run(['chmod', '644', '.ssh/id_ed25519']);
  },
};
