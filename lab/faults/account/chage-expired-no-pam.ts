import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'chage-expired-no-pam',
  title: 'the account has ended, and sshd does not use PAM',
  releases: ['bullseye'],
  truth: { causes: ['account-expired'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('UsePAM no'),
  breakIt: async (host) => {
    await host.exec(`chage -E 0 alice`);
  },
};
