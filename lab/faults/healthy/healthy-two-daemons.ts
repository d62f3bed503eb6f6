import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-two-daemons',
  title: 'a second sshd for administrators, a masked socket, a broken unit beside, and the log of a night of troubles',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/sshd-admin.service',
      '[Service]\nExecStart=/usr/sbin/sshd -D -p 2222 -o PidFile=/run/sshd-admin.pid\nRuntimeDirectory=sshd\nRuntimeDirectoryPreserve=yes\n',
    );
    host.write('/etc/systemd/system/sshd-old.service', '[Service]\nExecStart=/usr/sbin/sshd -D -f /etc/ssh/gone\n');
  },
  breakIt: async (host) => {
    await host.exec(
      'systemctl mask ssh.socket; systemctl start sshd-admin; until [ -n "$(ss -Hltn sport = 2222)" ]; do sleep 0.1; done',
    );
    await host.attempt('systemctl start sshd-old');
    for (const line of [
      'error: Bind to port 22 on 0.0.0.0 failed: Address already in use.',
      'fatal: Missing privilege separation directory: /run/sshd',
      'error: accept: Too many open files',
      'error: fork: Resource temporarily unavailable',
      'error: Could not load host key: /etc/ssh/ssh_host_rsa_key',
    ])
      await host.exec(`logger -t sshd '${line}'`);
  },
};
