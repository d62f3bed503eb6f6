import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'no-fish-and-expired',
  title: 'the shell of the account was removed, and the account has expired',
  releases: ['bullseye'],
  truth: { causes: ['invalid-shell'], hidden: ['account-expired'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`usermod -s /usr/bin/fish -e 2020-05-05 alice`);
  },
};
