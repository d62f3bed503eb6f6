import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-wheel-for-sshd',
  title: 'pam_wheel, which was meant for su, stands in the account rules of sshd',
  releases: ['trixie'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('PasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec(`sed -i '/pam_nologin/i account required pam_wheel.so group=sudo' /etc/pam.d/sshd`);
  },
};
