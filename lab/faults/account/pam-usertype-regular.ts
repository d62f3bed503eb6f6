import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-usertype-regular',
  title:
    'PAM wants ordinary users, and her number is one of those for the system; her password is locked, which does not matter',
  releases: ['trixie'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('usermod -u 900 alice; passwd -q -l alice');
    await host.exec(`sed -i '/pam_nologin/a account required pam_usertype.so isregular' /etc/pam.d/sshd`);
  },
};
