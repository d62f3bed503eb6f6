import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-two-factors',
  title: 'Dropbear wants a key and then a password, and the client has passwords off',
  releases: ['bookworm'],
  truth: { causes: ['auth-method-unavailable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'PasswordAuthentication=no', '-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /partial success/,
  breakIt: (host, net) => dropbear(host, net, '-t'),
};
