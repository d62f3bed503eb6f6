import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'user-deleted',
  title: 'the account was deleted',
  releases: ['trixie'],
  truth: { causes: ['user-does-not-exist'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`userdel --remove alice 2>/dev/null || ! id alice`);
  },
};
