import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'password-inactive',
  title: 'the password ran out long ago, and then the account was shut',
  releases: ['trixie'],
  truth: { causes: ['account-expired'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /Your account has expired/,
  breakIt: async (host) => {
    await host.exec(`chage -d 2020-01-01 -M 90 -I 30 alice`);
  },
};
