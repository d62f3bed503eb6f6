import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-program-gone',
  title: 'PAM runs a program that is no longer there',
  releases: ['trixie'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i '1i account required pam_exec.so /usr/local/sbin/audit' /etc/pam.d/sshd`);
  },
};
