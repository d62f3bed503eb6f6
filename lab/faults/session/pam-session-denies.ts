import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-session-denies',
  title: 'pam_deny stands in the session rules',
  releases: ['bookworm'],
  truth: { causes: ['pam-misconfig'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`echo 'session required pam_deny.so' >> /etc/pam.d/sshd`);
  },
};
