import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-no-listen-call',
  title: 'a filter of the unit answers one call with an error of its own',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write('/etc/systemd/system/ssh.service.d/hardening.conf', '[Service]\nSystemCallFilter=~listen:EACCES\n'),
};
