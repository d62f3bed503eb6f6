import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-time-denies',
  title: 'pam_time has no hour for this user',
  releases: ['trixie'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i '1i account required pam_time.so' /etc/pam.d/sshd`);
    await host.exec(`echo 'sshd;*;alice;!Al0000-2400' >> /etc/security/time.conf`);
  },
};
