import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'authorized-keys-writable',
  title: 'authorized_keys may be written by anybody',
  releases: ['trixie'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`chmod 666 /home/alice/.ssh/authorized_keys`);
  },
};
