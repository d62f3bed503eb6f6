import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxlogins-none',
  title: 'limits.conf gives the user no login',
  releases: ['bookworm'],
  truth: { causes: ['session-limit'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /too many logins/i,
  breakIt: async (host) => {
    await host.exec(`echo 'alice hard maxlogins 0' >> /etc/security/limits.conf`);
  },
};
