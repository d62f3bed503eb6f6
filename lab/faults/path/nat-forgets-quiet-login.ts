import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nat-forgets-quiet-login',
  title: 'a router forgets a connection after three seconds of silence, and a script of PAM takes six',
  releases: ['bookworm'],
  truth: { causes: ['idle-timeout-middlebox'], hidden: ['firewall-network'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/usr/local/sbin/audit', '#!/bin/sh\nsleep 6\n', 0o755);
    host.write(
      '/etc/pam.d/sshd',
      '#%PAM-1.0\nauth include common-auth\naccount include common-account\nsession optional pam_exec.so /usr/local/sbin/audit\nsession include common-session\n',
    );
  },
  breakIt: async (_host, net) => {
    await net.router.exec(`nft 'add table inet guard; add chain inet guard forward { type filter hook forward priority 0; }; add rule inet guard forward ct state invalid drop'
      sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0 net.netfilter.nf_conntrack_tcp_timeout_established=3 net.netfilter.nf_conntrack_tcp_timeout_unacknowledged=3 net.netfilter.nf_conntrack_tcp_timeout_max_retrans=3`);
  },
};
