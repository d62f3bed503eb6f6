import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-ldap-not-installed',
  title: 'the account rules ask the directory by a module that was removed with its package',
  releases: ['bullseye'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i '/pam_nologin/a account requisite pam_ldap.so' /etc/pam.d/sshd`);
  },
};
