import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-synproxy',
  title: 'a SYN proxy of nftables answers in the place of the server, and hands over',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host, net) => {
    await net.router.exec(
      `ip netns exec ${net.namespaces.server} sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0 net.ipv4.tcp_syncookies=1 net.ipv4.tcp_timestamps=1`,
    );
    await host.exec(`nft 'add table ip shield; add chain ip shield early { type filter hook prerouting priority -300; }; \
add rule ip shield early tcp dport 22 tcp flags & (fin|syn|rst|ack) == syn notrack; \
add chain ip shield input { type filter hook input priority 0; }; \
add rule ip shield input tcp dport 22 ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm; \
add rule ip shield input ct state invalid drop'`);
  },
};
