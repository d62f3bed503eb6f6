import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-from-elsewhere',
  title: 'the key is bound to other addresses by from=',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i 's/^/from="192.0.2.0\\/24" /' /home/alice/.ssh/authorized_keys`);
  },
};
