import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-check-fails-slowly',
  title:
    'a drop-in waits for a mount before sshd starts, gives up after three seconds, and systemd tries again and again',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write(
      '/etc/systemd/system/ssh.service.d/check.conf',
      '[Service]\nExecStartPre=/bin/sh -c "sleep 3; exit 7"\n',
    ),
};
