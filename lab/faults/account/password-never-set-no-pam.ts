import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'password-never-set-no-pam',
  title: 'an account without a password, and sshd does not use PAM',
  releases: ['trixie'],
  truth: { causes: ['account-locked'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('UsePAM no'),
  breakIt: async (host) => {
    await host.exec(`usermod -p '!' alice`);
  },
};
