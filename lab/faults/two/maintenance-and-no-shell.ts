import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maintenance-and-no-shell',
  title: 'a backup left an empty /etc/nologin behind, and the shell of the account is nologin',
  releases: ['bookworm'],
  truth: { causes: ['nologin'], hidden: ['shell-exits'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('usermod -s /usr/sbin/nologin alice; touch /etc/nologin');
  },
};
