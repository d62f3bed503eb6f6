import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'syn-backlog-full',
  title: 'half-open connections fill the short SYN backlog, and SYN cookies are off',
  releases: ['bookworm'],
  truth: { causes: ['syn-flood'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    const set = 'sysctl -qw net.ipv4.tcp_syncookies=0 net.ipv4.tcp_max_syn_backlog=8';
    await host.exec(`unshare -m sh -c 'mount -t proc proc /proc && ${set}'`);
    // The router's own connections stay half open, since it drops the answers.
    await net.router.exec(`nft 'add table inet half; add chain inet half input { type filter hook input priority 0; }; \\
add rule inet half input tcp sport 22 drop'`);
    await net.router.start("sh -c 'for i in $(seq 12); do (sleep 300 | nc 10.71.2.20 22) & done; wait'");
    await host.exec('until [ $(ss -Htn state syn-recv | wc -l) -ge 6 ]; do sleep 0.1; done');
  },
};
