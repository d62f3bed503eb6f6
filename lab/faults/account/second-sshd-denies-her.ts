import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'second-sshd-denies-her',
  title:
    'the first sshd lets her in; the second one, for transfers, has a file and a log of its own, which name others',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-p', '2222', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/etc/ssh/transfer_config',
      'Port 2222\nUsePAM yes\nPidFile /run/sshd-transfer.pid\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nAllowUsers backup www-data\n',
    );
    host.write(
      '/etc/systemd/system/sshd-transfer.service',
      '[Service]\nExecStart=/usr/sbin/sshd -D -E /var/log/sshd-transfer.log -f /etc/ssh/transfer_config\nRuntimeDirectory=sshd\nRuntimeDirectoryPreserve=yes\n',
    );
  },
  breakIt: async (host) => {
    await host.exec('systemctl start sshd-transfer; until [ -n "$(ss -Hltn sport = 2222)" ]; do sleep 0.1; done');
  },
};
