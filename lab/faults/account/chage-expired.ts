import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'chage-expired',
  title: 'chage -E: the account has ended',
  releases: ['bookworm'],
  truth: { causes: ['account-expired'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /Your account has expired/,
  breakIt: async (host) => {
    await host.exec(`chage -E 0 alice`);
  },
};
