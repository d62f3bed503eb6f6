import type { Fault } from '../../fault.ts';

const full = "ss -Hltn 'sport = 22' | awk '$4 ~ /^\\[/ { exit !($2 > $3) }'";

export const fault: Fault = {
  id: 'accept-queue-short',
  title: 'net.core.somaxconn is 4, and an sshd that lacks descriptors leaves its queue unread',
  releases: ['trixie'],
  truth: { causes: ['accept-queue-full'], hidden: ['fd-exhausted'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host, net) => {
    await host.exec("unshare -m sh -c 'mount -t proc proc /proc && sysctl -qw net.core.somaxconn=4'");
    await host.exec('systemctl restart ssh; until [ -n "$(ss -Hltn sport = 22)" ]; do sleep 0.1; done');
    await host.exec('p=$(cat /run/sshd.pid); prlimit --pid $p --nofile=$(ls /proc/$p/fd | wc -l)');
    await net.router.start("sh -c 'for i in 1 2 3 4 5 6 7 8; do (sleep 300 | nc 2001:db8:71:2::20 22) & done; wait'");
    await host.exec(`until ${full}; do sleep 0.1; done`);
  },
};
