import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-check-fails',
  title: 'a drop-in runs a check before sshd starts, and it fails',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write('/etc/systemd/system/ssh.service.d/check.conf', '[Service]\nExecStartPre=/bin/sh -c "exit 7"\n'),
};
