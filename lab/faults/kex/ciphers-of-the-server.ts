import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ciphers-of-the-server',
  title: 'Ciphers on the server leaves only CBC',
  releases: ['bookworm'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  told: /no matching cipher found\. Their offer: aes256-cbc/,
  prepare: (host) => host.sshd('Ciphers aes256-cbc'),
};
