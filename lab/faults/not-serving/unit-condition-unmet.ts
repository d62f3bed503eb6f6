import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-condition-unmet',
  title: 'a drop-in of the unit wants a file that is not there',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write(
      '/etc/systemd/system/ssh.service.d/only-with-site.conf',
      '[Unit]\nConditionPathExists=/etc/site/ready\n',
    ),
};
