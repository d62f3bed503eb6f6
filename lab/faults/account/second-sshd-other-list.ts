import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'second-sshd-other-list',
  title: 'the first sshd denies her; the second one lets her try, and looks for keys where nobody put any',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-p', '2222', 'alice@web1'],
  prepare: (host) => {
    host.sshd('DenyUsers alice');
    host.write(
      '/etc/ssh/transfer_config',
      'Port 2222\nUsePAM yes\nPidFile /run/sshd-transfer.pid\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nAuthorizedKeysFile /srv/keys/%u\n',
    );
    host.write(
      '/etc/systemd/system/sshd-transfer.service',
      '[Service]\nExecStart=/usr/sbin/sshd -D -f /etc/ssh/transfer_config\nRuntimeDirectory=sshd\nRuntimeDirectoryPreserve=yes\n',
    );
  },
  breakIt: async (host) => {
    await host.exec('systemctl start sshd-transfer; until [ -n "$(ss -Hltn sport = 2222)" ]; do sleep 0.1; done');
  },
};
