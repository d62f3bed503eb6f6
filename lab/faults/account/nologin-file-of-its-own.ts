import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nologin-file-of-its-own',
  title: 'pam_nologin is told of a file of its own, and the backup has left it',
  releases: ['bookworm'],
  truth: { causes: ['nologin'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `sed -i 's|pam_nologin.so|pam_nologin.so file=/run/backup.lock|' /etc/pam.d/sshd; : > /run/backup.lock`,
    );
  },
};
