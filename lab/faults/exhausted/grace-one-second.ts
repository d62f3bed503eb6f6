import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'grace-one-second',
  title: 'LoginGraceTime 1, and a PAM module that is slower',
  releases: ['trixie'],
  // sshd then penalises the address for a while.
  truth: { causes: ['login-grace-time'], hidden: ['persourcepenalties'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => {
    host.write('/usr/local/bin/ask-directory', '#!/bin/sh\nsleep 20\n', 0o755);
    const pam =
      'account required pam_exec.so quiet /usr/local/bin/ask-directory\n@include common-account\n@include common-session\n';
    host.write('/etc/pam.d/sshd', pam);
    host.sshd('LoginGraceTime 1');
  },
};
