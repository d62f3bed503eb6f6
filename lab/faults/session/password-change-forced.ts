import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'password-change-forced',
  title: 'chage -d 0: a new password is wanted at the next login',
  releases: ['bookworm'],
  truth: { causes: ['password-expired'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /required to change your password|Your password has expired/,
  breakIt: async (host) => {
    await host.exec(`chage -d 0 alice`);
  },
};
