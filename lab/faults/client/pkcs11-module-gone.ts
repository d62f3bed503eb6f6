import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pkcs11-module-gone',
  title: 'the key is on a token, and the module for it was removed',
  releases: ['bookworm'],
  truth: { causes: ['client-key-unusable'], hidden: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { person }) => {
    person.write(
      '.ssh/config',
      'Host web1\n  PKCS11Provider /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so\n  IdentityFile none\n',
    );
  },
};
