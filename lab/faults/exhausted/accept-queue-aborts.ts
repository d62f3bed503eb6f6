import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'accept-queue-aborts',
  title: 'sshd is stopped by a signal, its queue is full, and the kernel resets what does not fit',
  releases: ['trixie'],
  truth: { causes: ['accept-queue-full'], hidden: ['sshd-frozen'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec(
      "unshare -m sh -c 'mount -t proc proc /proc && sysctl -qw net.core.somaxconn=4 net.ipv4.tcp_abort_on_overflow=1'",
    );
    await host.exec(
      'systemctl restart ssh; until [ -n "$(ss -Hltn sport = 22)" ]; do sleep 0.1; done; kill -STOP $(cat /run/sshd.pid)',
    );
    await net.router.start("sh -c 'for i in 1 2 3 4 5 6 7 8; do (sleep 300 | nc 10.71.2.20 22) & done; wait'");
    await host.exec(`until ss -Hltn 'sport = 22' | awk '$4 !~ /^\\[/ { exit !($2 > $3) }'; do sleep 0.1; done`);
  },
};
