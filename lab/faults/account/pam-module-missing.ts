import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-module-missing',
  title: 'PAM wants a module that is not installed',
  releases: ['bookworm'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i '1i account required pam_sss.so' /etc/pam.d/sshd`);
  },
};
