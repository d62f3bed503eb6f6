import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-algorithm-mismatch',
  title: 'Dropbear, and a client that insists on ciphers it lacks',
  releases: ['bullseye'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'Ciphers=aes256-gcm@openssh.com', 'alice@web1'],
  told: /no matching cipher found/,
  breakIt: (host, net) => dropbear(host, net),
};
