import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'pam-file-gone',
  title: 'the PAM file of sshd is gone, and the file for all others denies',
  releases: ['trixie'],
  truth: { causes: ['pam-misconfig'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.remove('/etc/pam.d/sshd');
    host.write(
      '/etc/pam.d/other',
      ['auth', 'account', 'password', 'session'].map((kind) => `${kind} required pam_deny.so\n`).join(''),
    );
  },
};
