import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'csf-lfd-ban',
  title: 'lfd of csf has banned the client for failed logins',
  releases: ['bookworm'],
  truth: { causes: ['ip-ban'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/csf/csf.conf', 'TESTING = "0"\nTCP_IN = "20,21,22,25,80,443"\nLF_SSHD = "5"\n', 0o600);
    host.write(
      '/etc/csf/csf.deny',
      '# Deny\n10.71.1.10 # lfd: (sshd) Failed SSH login from 10.71.1.10 (XX/-/laptop): 5 in the last 3600 secs - Mon Nov 30 04:00:00 2026\n',
      0o600,
    );
  },
  breakIt: async (host) => {
    host.write(
      '/root/csf.rules',
      `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT DROP [0:0]
:ALLOWIN - [0:0]
:ALLOWOUT - [0:0]
:DENYIN - [0:0]
:DENYOUT - [0:0]
:INVALID - [0:0]
:INVDROP - [0:0]
:LOCALINPUT - [0:0]
:LOCALOUTPUT - [0:0]
:LOGDROPIN - [0:0]
:LOGDROPOUT - [0:0]
-A INPUT ! -i lo -j LOCALINPUT
-A INPUT -i lo -j ACCEPT
-A INPUT ! -i lo -p tcp -j INVALID
-A INPUT ! -i lo -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT ! -i lo -p tcp -m conntrack --ctstate NEW -m tcp --dport 22 -j ACCEPT
-A INPUT ! -i lo -p tcp -m conntrack --ctstate NEW -m tcp --dport 80 -j ACCEPT
-A INPUT ! -i lo -j LOGDROPIN
-A OUTPUT ! -o lo -j LOCALOUTPUT
-A OUTPUT -o lo -j ACCEPT
-A OUTPUT ! -o lo -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A OUTPUT ! -o lo -p tcp -m conntrack --ctstate NEW -m tcp --dport 22 -j ACCEPT
-A OUTPUT ! -o lo -j LOGDROPOUT
-A DENYIN -s 10.71.1.10/32 ! -i lo -j DROP
-A DENYIN -s 203.0.113.4/32 ! -i lo -j DROP
-A DENYOUT -d 10.71.1.10/32 ! -o lo -j LOGDROPOUT
-A INVALID -m conntrack --ctstate INVALID -j INVDROP
-A INVALID -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j INVDROP
-A INVDROP -j DROP
-A LOCALINPUT ! -i lo -j ALLOWIN
-A LOCALINPUT ! -i lo -j DENYIN
-A LOCALOUTPUT ! -o lo -j ALLOWOUT
-A LOCALOUTPUT ! -o lo -j DENYOUT
-A LOGDROPIN -p tcp -m limit --limit 30/min -j LOG --log-prefix "Firewall: *TCP_IN Blocked* "
-A LOGDROPIN -j DROP
-A LOGDROPOUT -j REJECT --reject-with icmp-port-unreachable
COMMIT
`,
    );
    await host.exec('iptables-restore < /root/csf.rules');
  },
};
