import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-nologin',
  title: 'the shell is nologin',
  releases: ['bookworm'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /This account is currently not available/,
  breakIt: async (host) => {
    await host.exec(`usermod -s /usr/sbin/nologin alice`);
  },
};
