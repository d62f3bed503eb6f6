import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'alive-interval-too-short',
  title: 'ServerAliveInterval 1 with a count of 1, and PAM is silent for five seconds',
  releases: ['trixie'],
  truth: { causes: ['timeout-too-short'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host, { person }) => {
    host.write('/usr/local/sbin/audit', '#!/bin/sh\nsleep 5\n', 0o755);
    host.write(
      '/etc/pam.d/sshd',
      '#%PAM-1.0\nauth include common-auth\naccount required pam_exec.so quiet /usr/local/sbin/audit\naccount include common-account\nsession include common-session\n',
    );
    person.write('.ssh/config', 'Host *\n  ServerAliveInterval 1\n  ServerAliveCountMax 1\n');
  },
};
