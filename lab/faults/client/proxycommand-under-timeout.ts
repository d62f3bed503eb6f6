import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxycommand-under-timeout',
  title: 'the helper behind ProxyCommand is ended after two seconds, and PAM takes five',
  releases: ['bookworm'],
  truth: { causes: ['proxycommand-failed'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host, { person }) => {
    host.write('/usr/local/sbin/audit', '#!/bin/sh\nsleep 5\n', 0o755);
    host.write(
      '/etc/pam.d/sshd',
      '#%PAM-1.0\nauth include common-auth\naccount required pam_exec.so quiet /usr/local/sbin/audit\naccount include common-account\nsession include common-session\n',
    );
    person.write('.ssh/config', 'Host web1\n  ProxyCommand timeout 2 nc %h %p\n');
  },
};
