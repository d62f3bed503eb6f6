import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-access-file-of-its-own',
  title: 'pam_access reads a file of its own, which admits one network; the file that everybody knows admits her',
  releases: ['trixie'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/security/ssh-access.conf', '+ : root : LOCAL\n+ : alice : 10.71.2.0/24\n- : ALL : ALL\n');
    host.write('/etc/security/access.conf', '+ : alice : ALL\n');
  },
  breakIt: async (host) => {
    await host.exec(
      `sed -i '/pam_nologin/a account required pam_access.so accessfile=/etc/security/ssh-access.conf' /etc/pam.d/sshd`,
    );
  },
};
