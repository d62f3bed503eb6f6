import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-keys-only',
  title: 'Dropbear with passwords off, and an account without keys',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, net) => {
    host.remove('/home/alice/.ssh/authorized_keys');
    await dropbear(host, net, '-s');
  },
};
