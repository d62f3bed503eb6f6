import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'exec-removed',
  title: 'the unit starts a program of sshd that an upgrade has moved',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write(
      '/etc/systemd/system/ssh.service.d/local.conf',
      '[Service]\nExecStartPre=\nExecStart=\nExecStart=/opt/openssh/sbin/sshd -D\n',
    ),
};
