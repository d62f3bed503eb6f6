import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-localuser-silent',
  title: 'PAM lets in the users of a file alone, says nothing of it, and /etc/nologin lies there unread',
  releases: ['bullseye'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `sed -i 's/^account.*pam_nologin.so/account required pam_localuser.so file=\\/etc\\/passwd.staff/' /etc/pam.d/sshd`,
    );
    await host.exec('grep ^root /etc/passwd > /etc/passwd.staff; echo "Down until noon." > /etc/nologin');
  },
};
