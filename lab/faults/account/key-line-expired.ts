import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-line-expired',
  title: 'the line of the key has an expiry-time that is past',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i 's/^/expiry-time="20240101" /' /home/alice/.ssh/authorized_keys`);
  },
};
