import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-deny-account',
  title: 'pam_deny stands in the account rules',
  releases: ['trixie'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i '1i account required pam_deny.so' /etc/pam.d/sshd`);
  },
};
