import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-user-unknown',
  title: 'Dropbear, and there is no such account',
  releases: ['bookworm'],
  truth: { causes: ['user-does-not-exist'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alicia@web1'],
  breakIt: (host, net) => dropbear(host, net),
};
