import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-listfile-denies',
  title: 'pam_listfile wants the user on a list',
  releases: ['bookworm'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `sed -i '1i account required pam_listfile.so item=user sense=allow file=/etc/ssh/allowed onerr=fail' /etc/pam.d/sshd; echo bob > /etc/ssh/allowed`,
    );
  },
};
