import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-shells-denies',
  title: 'PAM asks for a shell that is listed, and the shell of the user is not',
  releases: ['trixie'],
  truth: { causes: ['invalid-shell'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `cp /bin/bash /usr/local/bin/bash && usermod -s /usr/local/bin/bash alice && sed -i '1i account required pam_shells.so' /etc/pam.d/sshd`,
    );
  },
};
