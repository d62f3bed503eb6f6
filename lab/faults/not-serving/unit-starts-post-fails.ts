import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unit-starts-post-fails',
  title: 'a drop-in reports each start of sshd to an inventory that is gone, and the unit ends sshd for it',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/usr/local/sbin/report-start', '#!/bin/sh\necho "inventory: no route" >&2\nexit 1\n', 0o755);
    host.write(
      '/etc/systemd/system/ssh.service.d/inventory.conf',
      '[Service]\nExecStartPost=/usr/local/sbin/report-start\n',
    );
  },
};
