import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

const balancer = `#!/usr/bin/perl
use IO::Socket::INET; use IO::Select;
my $to = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 2222) or exit;
syswrite($to, "PROXY TCP4 10.71.1.10 10.71.2.20 40112 22\\r\\n");
my $both = IO::Select->new($to, \\*STDIN);
while (1) {
  for my $from ($both->can_read) {
    sysread($from, my $bytes, 65536) or exit;
    syswrite($from == $to ? \\*STDOUT : $to, $bytes);
  }
}
`;

export const fault: Fault = {
  id: 'proxy-header-sent',
  title: 'a balancer sends a PROXY header to an sshd that knows none',
  releases: ['bookworm', 'trixie'],
  truth: { causes: ['proxy-protocol-expected'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Port 2222\nListenAddress 127.0.0.1'),
  breakIt: (host) => answer(host, 22, balancer),
};
