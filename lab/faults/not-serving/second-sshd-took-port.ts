import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'second-sshd-took-port',
  title: 'the sshd of the file transfer, with keys of its own, started first and has the port',
  releases: ['bookworm'],
  // What the client meets is that other one.
  truth: {
    causes: ['port-taken'],
    hidden: ['host-key-changed', 'sshd-not-running', 'wrong-host-answers'],
    stage: 'hostkey',
    outcome: 'confirmed',
  },
  clientSettles: false,
  prepare: (host) => {
    host.write(
      '/etc/ssh/sftp_config',
      'HostKey /etc/ssh/sftp_host_key\nPidFile /run/sftp.pid\nForceCommand internal-sftp\n',
    );
    host.write('/etc/systemd/system/ssh.service.d/keep.conf', '[Service]\nRuntimeDirectoryPreserve=yes\n');
    host.write(
      '/etc/systemd/system/sftp.service',
      `[Unit]
Before=ssh.service
[Service]
ExecStartPre=/bin/sh -c '[ -f /etc/ssh/sftp_host_key ] || ssh-keygen -q -t ed25519 -N "" -f /etc/ssh/sftp_host_key'
ExecStart=/usr/sbin/sshd -D -f /etc/ssh/sftp_config
RuntimeDirectory=sshd
RuntimeDirectoryPreserve=yes
[Install]
WantedBy=multi-user.target
`,
    );
  },
  breakIt: async (host) => {
    await host.exec(
      'systemctl stop ssh; systemctl enable --now sftp; until [ -n "$(ss -Hltn sport = 22)" ]; do sleep 0.1; done',
    );
    await host.attempt('systemctl start ssh');
    await host.exec('timeout 20 sh -c "until systemctl is-failed ssh; do sleep 0.1; done"');
  },
};
