import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'cbc-for-an-old-switch',
  title: 'the client asks for CBC alone, as an old switch wants it',
  releases: ['bookworm'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'Ciphers=aes128-cbc,3des-cbc', 'alice@web1'],
};
