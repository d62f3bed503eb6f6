import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'authorized-keys-is-a-pipe',
  title: 'authorized_keys is a pipe',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      'rm /home/alice/.ssh/authorized_keys && mkfifo /home/alice/.ssh/authorized_keys && chown alice /home/alice/.ssh/authorized_keys',
    );
  },
};
