import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'cbc-client-and-expired',
  title: 'the client still asks for CBC, and the account on the new host has ended',
  releases: ['bookworm'],
  truth: { causes: ['algorithm-mismatch'], hidden: ['account-expired'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  told: /no matching cipher found/,
  breakIt: async (host, { person }) => {
    person.write('.ssh/config', 'Host web*\n  Ciphers aes128-cbc,3des-cbc\n');
    await host.exec('chage -E 2021-01-01 alice');
  },
};
