import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-without-account',
  title: 'a restore brought the homes back and not the accounts',
  releases: ['bookworm'],
  truth: { causes: ['user-does-not-exist'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'carol@web1'],
  breakIt: async (host) => {
    await host.exec('cp -a /home/alice /home/carol && chown -R 1042:1042 /home/carol');
  },
};
