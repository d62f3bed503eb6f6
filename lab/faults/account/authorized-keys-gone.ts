import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'authorized-keys-gone',
  title: 'authorized_keys was deleted',
  releases: ['bullseye'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`rm /home/alice/.ssh/authorized_keys`);
  },
};
