import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'accept-queue-socket-backlog',
  title: 'ssh.socket keeps two connections, and sshd, which it starts, waits for a mount that does not come',
  releases: ['trixie'],
  // The unit is not done with what it runs before sshd.
  truth: {
    causes: ['accept-queue-full'],
    hidden: ['sshd-frozen', 'sshd-not-running'],
    stage: 'tcp',
    outcome: 'confirmed',
  },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/systemd/system/ssh.socket.d/backlog.conf', '[Socket]\nBacklog=2\n');
    host.write('/usr/local/sbin/wait-for-mount', '#!/bin/sh\nuntil mountpoint -q /srv/keys; do sleep 1; done\n', 0o755);
    host.write(
      '/etc/systemd/system/ssh.service.d/wait.conf',
      '[Service]\nTimeoutStartSec=infinity\nExecStartPre=\nExecStartPre=/usr/local/sbin/wait-for-mount\n',
    );
    // Without that the boot would wait as well.
    host.remove('/etc/systemd/system/multi-user.target.wants/ssh.service');
    host.remove('/etc/systemd/system/sshd.service');
  },
  breakIt: async (host, net) => {
    await host.exec('systemctl start ssh.socket');
    await net.router.start("sh -c 'for i in $(seq 6); do (sleep 300 | nc 10.71.2.20 22) & done; wait'");
    await host.exec("until ss -Hltn 'sport = 22' | awk '{ exit !($2 > $3) }'; do sleep 0.1; done");
  },
};
