import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-of-root',
  title: 'the list of keys belongs to root, and only root may read it',
  releases: ['bookworm'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('chown root:root /home/alice/.ssh/authorized_keys && chmod 600 /home/alice/.ssh/authorized_keys');
  },
};
