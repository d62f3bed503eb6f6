import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-parent-closed',
  title: 'a hardening closed /home to all but root',
  releases: ['trixie'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`chmod 700 /home`);
  },
};
