import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-all-writable',
  title: 'chmod -R 777 on the home',
  releases: ['bookworm'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`chmod -R 777 /home/alice`);
  },
};
