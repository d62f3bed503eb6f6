import type { Fault } from '../../fault.ts';

const forwarder = `#!/usr/bin/perl
use strict;
use IO::Socket::INET;
$SIG{CHLD} = 'IGNORE';
my @backends = ('127.0.0.1:2222', '127.0.0.9:2222');
my $door = IO::Socket::INET->new(LocalPort => 22, Listen => 50, ReuseAddr => 1) or die;
for (my $n = 0; my $client = $door->accept; $n++) {
  next if fork;
  my $server = IO::Socket::INET->new(PeerAddr => $backends[$n % @backends], Timeout => 3) or exit;
  my ($from, $to) = fork ? ($client, $server) : ($server, $client);
  while (sysread $from, my $bytes, 65536) { syswrite $to, $bytes }
  shutdown $to, 1;
  exit;
}
`;

export const fault: Fault = {
  id: 'forwarder-backend-silent',
  title: 'a forwarder waits for a server that gives no answer, each second time',
  releases: ['bullseye'],
  truth: { causes: ['backend-down-behind-forwarder'], stage: 'identification', outcome: 'degraded' },
  clientSettles: false,
  repeat: 10,
  prepare: (host) => {
    host.sshd('Port 2222');
    host.write('/usr/local/sbin/forwarder', forwarder, 0o755);
    host.write('/etc/systemd/system/forwarder.service', '[Service]\nExecStart=/usr/local/sbin/forwarder\n');
  },
  breakIt: async (host) => {
    await host.exec("systemctl start forwarder; until ss -ltn 'sport = :22' | grep -q LISTEN; do sleep 0.1; done");
    await host.exec(`nft 'add table ip guard; add chain ip guard way { type filter hook input priority 0; }; \
add rule ip guard way ip daddr 127.0.0.9 drop'`);
  },
};
