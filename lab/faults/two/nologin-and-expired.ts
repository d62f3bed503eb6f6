import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nologin-and-expired',
  title: 'the server goes down in four minutes, and the account has expired',
  releases: ['bookworm'],
  truth: { causes: ['nologin', 'account-expired'], stage: 'auth', outcome: 'confirmed' },
  // PAM tells both.
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /Unprivileged users are not permitted/,
  breakIt: async (host) => {
    await host.exec('chage -E 2020-01-01 alice; shutdown -h +4; until [ -e /run/nologin ]; do sleep 0.1; done');
  },
};
