import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-second-sshd-own-file',
  title: 'alice is at home at a second sshd, which has a file and a log of its own; the first one denies her',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-p', '2222', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/ssh/sshd_config.d/team.conf', 'AllowUsers root\nPubkeyAuthentication no\n');
    host.write('/etc/ssh/second_config', 'Port 2222\nUsePAM yes\nPidFile /run/sshd-second.pid\n');
    host.write(
      '/etc/systemd/system/sshd-second.service',
      '[Service]\nExecStart=/usr/sbin/sshd -D -E /var/log/sshd-second.log -f /etc/ssh/second_config\nRuntimeDirectory=sshd\nRuntimeDirectoryPreserve=yes\n',
    );
  },
  breakIt: async (host) => {
    await host.exec('systemctl start sshd-second; until [ -n "$(ss -Hltn sport = 2222)" ]; do sleep 0.1; done');
  },
};
