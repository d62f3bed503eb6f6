import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'kexalgorithms-of-the-client',
  title: 'the client still has the KexAlgorithms of an old switch, and the server is new',
  releases: ['trixie'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  told: /no matching key exchange method found/,
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host *\n  KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group1-sha1\n'),
};
