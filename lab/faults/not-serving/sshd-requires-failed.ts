import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-requires-failed',
  title: 'the unit requires a mount that fails at boot',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/srv-keys.mount',
      '[Mount]\nWhat=/dev/disk/by-label/keys\nWhere=/srv/keys\nType=ext4\nOptions=nofail\nTimeoutSec=1\n',
    );
    host.write(
      '/etc/systemd/system/ssh.service.d/keys.conf',
      '[Unit]\nRequires=srv-keys.mount\nAfter=srv-keys.mount\n',
    );
  },
};
