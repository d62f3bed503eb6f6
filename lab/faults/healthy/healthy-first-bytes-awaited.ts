import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

export const fault: Fault = {
  id: 'healthy-first-bytes-awaited',
  title: 'sslh-like: a service shares port 22 out by the first bytes and waits two seconds for them',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => host.sshd('Port 2222\nListenAddress 127.0.0.1'),
  breakIt: (host) =>
    answer(
      host,
      22,
      `#!/usr/bin/perl
use IO::Socket::INET; use IO::Select;
my $in = IO::Select->new(\\*STDIN);
$in->can_read(2);
my $to = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 2222) or exit;
my $both = IO::Select->new($to, \\*STDIN);
while (1) {
  for my $from ($both->can_read) {
    sysread($from, my $bytes, 65536) or exit;
    syswrite($from == $to ? \\*STDOUT : $to, $bytes);
  }
}
`,
    ),
};
