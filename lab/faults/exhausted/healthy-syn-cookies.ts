import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-syn-cookies',
  title: 'half-open connections fill the SYN backlog, and the kernel answers with cookies: it works',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host, net) => {
    const set = 'sysctl -qw net.ipv4.tcp_syncookies=1 net.ipv4.tcp_max_syn_backlog=8';
    await host.exec(`unshare -m sh -c 'mount -t proc proc /proc && ${set}'`);
    await net.router.exec(`nft 'add table inet half; add chain inet half input { type filter hook input priority 0; }; \
add rule inet half input tcp sport 22 drop'`);
    await net.router.start("sh -c 'for i in $(seq 140); do (sleep 300 | nc 10.71.2.20 22) & done; wait'");
    await host.exec('until [ $(ss -Htn state syn-recv | wc -l) -ge 128 ]; do sleep 0.1; done');
  },
};
