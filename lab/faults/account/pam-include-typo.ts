import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-include-typo',
  title: 'the PAM file of sshd includes a file by a wrong name',
  releases: ['bookworm'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `sed -i 's/^@include common-account/@include common-acount/' /etc/pam.d/sshd; ! grep -q 'common-account' /etc/pam.d/sshd`,
    );
  },
};
