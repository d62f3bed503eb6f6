import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

const balancer = `#!/usr/bin/perl
use strict; use IO::Socket::INET;
$SIG{CHLD} = 'IGNORE';
my $door = IO::Socket::INET->new(LocalPort => 22, Listen => 50, ReuseAddr => 1) or die;
for (my $n = 0; my $client = $door->accept; $n++) {
  next if fork;
  my $server = IO::Socket::INET->new(PeerAddr => '127.0.0.1:2222', Timeout => 3) or exit;
  syswrite $server, "PROXY TCP4 10.71.1.10 10.71.2.20 40112 22\\r\\n" if $n % 2;
  my ($from, $to) = fork ? ($client, $server) : ($server, $client);
  while (sysread $from, my $bytes, 65536) { syswrite $to, $bytes }
  shutdown $to, 1;
  exit;
}
`;

export const fault: Fault = {
  id: 'proxy-header-by-turns',
  title: 'one of two balancers sends a PROXY header to an sshd that knows none',
  releases: ['bookworm'],
  truth: { causes: ['proxy-protocol-expected'], stage: 'kex', outcome: 'degraded' },
  clientSettles: false,
  repeat: 12,
  prepare: (host) => host.sshd('Port 2222\nListenAddress 127.0.0.1'),
  breakIt: async (host) => {
    host.write('/usr/local/sbin/balancer', balancer, 0o755);
    await serve(host, 22, '/usr/local/sbin/balancer');
  },
};
