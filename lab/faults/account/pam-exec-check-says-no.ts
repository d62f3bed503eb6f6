import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-exec-check-says-no',
  title: 'PAM asks a script whether the user has signed the terms, and it says no',
  releases: ['bookworm'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/usr/local/sbin/terms', '#!/bin/sh\ntest -e /var/lib/terms/"$PAM_USER"\n', 0o755);
    host.sshd('MaxStartups 3:50:10');
  },
  breakIt: async (host) => {
    await host.exec(`sed -i '/pam_nologin/a account required pam_exec.so quiet /usr/local/sbin/terms' /etc/pam.d/sshd`);
  },
};
