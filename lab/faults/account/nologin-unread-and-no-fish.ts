import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nologin-unread-and-no-fish',
  title: 'PAM no longer reads /etc/nologin, and the shell of the account was removed',
  releases: ['trixie'],
  truth: { causes: ['invalid-shell'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec("sed -i /pam_nologin/d /etc/pam.d/sshd; echo 'Down for maintenance until noon.' > /etc/nologin");
    await host.exec('usermod -s /usr/bin/fish alice; echo /usr/bin/fish >> /etc/shells');
  },
};
