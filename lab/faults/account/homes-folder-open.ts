import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'homes-folder-open',
  title: 'the folder that all homes lie in may be written by everybody',
  releases: ['trixie'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('chmod 1777 /home');
  },
};
