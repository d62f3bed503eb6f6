import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-access-denies',
  title: 'pam_access lets in another group',
  releases: ['bullseye'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i '1i account required pam_access.so' /etc/pam.d/sshd`);
    await host.exec(`echo '-:ALL EXCEPT root (admins):ALL' >> /etc/security/access.conf`);
  },
};
