import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-of-root',
  title: 'a restore has given the home directory to root, closed to others',
  releases: ['trixie'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('chown root:root /home/alice && chmod 700 /home/alice');
  },
};
