import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shadow-line-missing',
  title: 'a merge left the account without a line in /etc/shadow',
  releases: ['bookworm'],
  truth: {
    causes: ['pam-misconfig'],
    hidden: ['user-does-not-exist', 'account-locked', 'account-expired'],
    stage: 'auth',
    outcome: 'confirmed',
  },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i '/^alice:/d' /etc/shadow`);
  },
};
