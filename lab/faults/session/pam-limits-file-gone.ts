import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-limits-file-gone',
  title:
    'PAM is told to read limits from a file that is gone; the file that everybody knows allows no login and is not read',
  releases: ['trixie'],
  truth: { causes: ['pam-misconfig'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/etc/security/limits.conf', 'alice hard maxlogins 0\n'),
  breakIt: async (host) => {
    await host.exec(`sed -i 's|pam_limits.so|pam_limits.so conf=/etc/security/sshd-limits.conf|' /etc/pam.d/sshd`);
  },
};
