import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-succeed-if-group',
  title: 'pam_succeed_if wants a group that the user is not in',
  releases: ['bookworm'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i '1i account required pam_succeed_if.so user ingroup sudo' /etc/pam.d/sshd`);
  },
};
