import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-file-crlf',
  title: 'the PAM file of sshd was edited on Windows',
  releases: ['bookworm'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i 's/$/\\r/' /etc/pam.d/sshd`);
  },
};
