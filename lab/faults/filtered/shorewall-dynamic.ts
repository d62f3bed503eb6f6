import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shorewall-dynamic',
  title: 'shorewall drop was told of the client: its chain of dynamic rules',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/shorewall/rules', '?SECTION NEW\nSSH(ACCEPT) net $FW\n'),
  breakIt: async (host) => {
    host.write(
      '/root/sw.rules',
      `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT DROP [0:0]
:dynamic - [0:0]
:fw-net - [0:0]
:logdrop - [0:0]
:logflags - [0:0]
:net-fw - [0:0]
:reject - [0:0]
:smurfs - [0:0]
:tcpflags - [0:0]
-A INPUT -i eth0 -j net-fw
-A INPUT -i lo -j ACCEPT
-A INPUT -m addrtype --dst-type BROADCAST -j DROP
-A INPUT -m hashlimit --hashlimit-upto 1/sec --hashlimit-burst 10 --hashlimit-mode srcip --hashlimit-name lograte -j LOG --log-prefix "INPUT REJECT " --log-level 6
-A INPUT -g reject
-A OUTPUT -o eth0 -j fw-net
-A OUTPUT -o lo -j ACCEPT
-A OUTPUT -g reject
-A dynamic -s 10.71.1.10/32 -j DROP
-A fw-net -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A fw-net -j ACCEPT
-A logdrop -j DROP
-A logflags -j DROP
-A net-fw -m conntrack --ctstate NEW,INVALID,UNTRACKED -j dynamic
-A net-fw -m conntrack --ctstate NEW,INVALID,UNTRACKED -j smurfs
-A net-fw -p tcp -j tcpflags
-A net-fw -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A net-fw -p tcp -m tcp --dport 22 -m comment --comment "SSH" -j ACCEPT
-A net-fw -j DROP
-A reject -m addrtype --src-type BROADCAST -j DROP
-A reject -p tcp -j REJECT --reject-with tcp-reset
-A reject -j REJECT --reject-with icmp-host-prohibited
-A smurfs -s 0.0.0.0/32 -j RETURN
-A smurfs -m addrtype --src-type BROADCAST -g logdrop
-A tcpflags -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG FIN,PSH,URG -g logflags
-A tcpflags -p tcp -m tcp --sport 0 --tcp-flags FIN,SYN,RST,ACK SYN -g logflags
COMMIT
`,
    );
    await host.exec('iptables-restore < /root/sw.rules');
  },
};
