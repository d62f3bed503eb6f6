import type { Check } from '../model/cause.ts';

/* The looks that settle more than one cause: what is the same look must be the same value, so that it is told once. */

export const sshdLog: Check = {
  at: 'server',
  what: "read sshd's own log of the last minutes",
  command: 'journalctl -u ssh -u sshd --since -15min --no-pager || tail -n 200 /var/log/auth.log',
  reads: 'sshd-log',
};

export const service: Check = {
  at: 'server',
  what: 'look at the service and at who listens',
  command: "systemctl status ssh sshd ssh.socket --no-pager -n 20; ss -ltnp 'sport = :{port}'; sshd -t",
};

export const console: Check = {
  what: "on the server's console, look at its interfaces, addresses and routes",
  command:
    "ip -br link; ip -br address; ip route; nstat -az TcpExtIPReversePathFilter; dmesg | grep -iE 'martian|renamed from' | tail",
};

export const firewallRules: Check = {
  at: 'server',
  what: 'read the firewall rules with their counters',
  command: 'nft list ruleset 2>/dev/null || iptables-save -c',
};

export const kernelCounters: Check = {
  at: 'server',
  what: 'read what the kernel counts of new connections',
  command:
    "nstat -az TcpExtListenOverflows TcpExtListenDrops TcpExtSyncookiesSent TcpExtTCPReqQFullDrop; ss -ltn 'sport = :{port}'; ss -tan state syn-recv | wc -l; sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max; dmesg | grep -i -e 'SYN flooding' -e conntrack",
};

export const hostKeyFingerprints: Check = {
  at: 'server',
  what: 'print the fingerprints of its host keys, to compare them with the one the client shows',
  command: 'for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$f"; done',
};

export const startUp: Check = {
  what: 'at the console of the machine, see how far it has started',
  command:
    'systemctl is-system-running; systemctl --failed --no-pager; systemctl list-jobs --no-pager; journalctl -b -p err -n 30 --no-pager',
};

export const holders: Check = {
  what: 'on a machine of the same network, ask who holds the address',
  command: `ip neigh show {address}; arping -c 5 -I "$(ip -o route get {address} | sed 's/.* dev \\([^ ]*\\).*/\\1/')" {address}`,
};
