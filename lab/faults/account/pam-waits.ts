import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-waits',
  title: 'PAM runs a program that waits for ever',
  releases: ['bookworm'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i '1i account required pam_exec.so /bin/sleep 600' /etc/pam.d/sshd`);
  },
};
