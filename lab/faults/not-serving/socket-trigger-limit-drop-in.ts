import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'socket-trigger-limit-drop-in',
  title: 'a drop-in lets ssh.socket be used three times an hour, and a monitor has used them up',
  releases: ['bookworm'],
  truth: { causes: ['socket-trigger-limit'], hidden: ['run-sshd-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  prepare: (host) => {
    host.write(
      '/etc/systemd/system/ssh.socket.d/limit.conf',
      '[Socket]\nAccept=yes\nTriggerLimitIntervalSec=1h\nTriggerLimitBurst=3\n',
    );
    host.write(
      '/etc/systemd/system/ssh@.service',
      '[Service]\nExecStart=-/usr/sbin/sshd -i\nStandardInput=socket\nRuntimeDirectory=sshd\nRuntimeDirectoryPreserve=yes\n',
    );
  },
  breakIt: async (host, net) => {
    await host.exec('systemctl disable --now ssh.service && systemctl enable --now ssh.socket');
    await net.client.exec('for i in 1 2 3 4 5; do echo up | nc -w 1 2001:db8:71:2::20 22 >/dev/null || true; done');
    await host.exec('timeout 10 sh -c "until systemctl is-failed ssh.socket; do sleep 0.1; done"');
  },
};
