import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-not-installed',
  title: 'the shell of the account is not installed',
  releases: ['bullseye'],
  truth: { causes: ['invalid-shell'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`usermod -s /usr/bin/zsh alice`);
  },
};
