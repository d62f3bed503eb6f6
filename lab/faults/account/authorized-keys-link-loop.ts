import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'authorized-keys-link-loop',
  title: 'authorized_keys is a link to a link that leads back to it',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      'cd /home/alice/.ssh && rm authorized_keys && ln -s authorized_keys2 authorized_keys && ln -s authorized_keys authorized_keys2',
    );
  },
};
