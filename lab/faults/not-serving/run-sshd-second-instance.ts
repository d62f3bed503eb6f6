import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'run-sshd-second-instance',
  title: 'a second instance of sshd was stopped, and its unit took /run/sshd along',
  releases: ['bookworm'],
  truth: { causes: ['run-sshd-missing'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write(
      '/etc/systemd/system/sshd-admin.service',
      '[Service]\nExecStart=/usr/sbin/sshd -D -p 2222 -o PidFile=/run/sshd-admin.pid\nRuntimeDirectory=sshd\n',
    ),
  breakIt: async (host) => {
    await host.exec('systemctl start sshd-admin; until [ -n "$(ss -Hltn sport = 2222)" ]; do sleep 0.1; done');
    await host.exec('systemctl stop sshd-admin; while [ -e /run/sshd ]; do sleep 0.1; done');
  },
};
