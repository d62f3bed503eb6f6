import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'synproxy-and-stopped',
  title: 'a router shakes hands in the place of the server, on which sshd is stopped',
  releases: ['bookworm'],
  truth: {
    causes: ['backend-down-behind-forwarder'],
    hidden: ['sshd-not-running'],
    stage: 'tcp',
    outcome: 'confirmed',
  },
  clientSettles: false,
  breakIt: async (host, { router }) => {
    await host.exec('systemctl stop ssh');
    await router.exec(`sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0 net.ipv4.tcp_syncookies=1 net.ipv4.tcp_timestamps=1
nft 'add table ip shield; add chain ip shield early { type filter hook prerouting priority -300; }; \
add rule ip shield early iifname "leg1" tcp dport 22 tcp flags & (fin|syn|rst|ack) == syn notrack; \
add chain ip shield forward { type filter hook forward priority 0; }; \
add rule ip shield forward iifname "leg1" tcp dport 22 ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm; \
add rule ip shield forward ct state invalid drop'`);
  },
};
