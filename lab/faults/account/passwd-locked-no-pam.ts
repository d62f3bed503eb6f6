import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'passwd-locked-no-pam',
  title: 'passwd -l, and sshd does not use PAM',
  releases: ['bookworm'],
  truth: { causes: ['account-locked'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('UsePAM no'),
  breakIt: async (host) => {
    await host.exec(`passwd -l alice`);
  },
};
