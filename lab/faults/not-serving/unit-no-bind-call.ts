import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-no-bind-call',
  title: 'a filter of the unit answers bind with an error',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write(
      '/etc/systemd/system/ssh.service.d/hardening.conf',
      '[Service]\nSystemCallFilter=~bind\nSystemCallErrorNumber=EPERM\n',
    ),
};
