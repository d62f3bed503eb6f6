import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-jump-lands-on-deny',
  title: 'a module was put behind pam_unix, whose jump now lands on pam_deny; access.conf denies others',
  releases: ['trixie'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    host.write('/etc/security/access.conf', '- : ALL EXCEPT alice root : ALL\n');
    await host.exec(`sed -i '/pam_unix.so/a account required pam_access.so' /etc/pam.d/common-account`);
  },
};
