import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-other-port',
  title: 'a drop-in of the unit starts sshd with another port',
  releases: ['trixie'],
  truth: { causes: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write(
      '/etc/systemd/system/ssh.service.d/port.conf',
      '[Service]\nExecStart=\nExecStart=/usr/sbin/sshd -D -p 2022\n',
    ),
};
