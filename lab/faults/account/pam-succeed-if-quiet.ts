import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-succeed-if-quiet',
  title: 'pam_succeed_if lets in numbers above 2000 and is told to be quiet; access.conf has rules that nobody reads',
  releases: ['trixie'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/etc/security/access.conf', '- : ALL : ALL\n'),
  breakIt: async (host) => {
    await host.exec(`sed -i '/pam_nologin/i account required pam_succeed_if.so quiet uid >= 2000' /etc/pam.d/sshd`);
  },
};
