import type { Fault } from '../../fault.ts';

const relay = `#!/usr/bin/perl
use IO::Socket::INET; use IO::Select;
my $to = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1]) or die "no connection\\n";
my $both = IO::Select->new($to, \\*STDIN);
while (1) {
  for my $from ($both->can_read) {
    sysread($from, my $bytes, 65536) or exit;
    syswrite($from == $to ? STDOUT : $to, $bytes);
  }
}
`;

export const fault: Fault = {
  id: 'healthy-proxycommand',
  title: 'an alias whose ProxyCommand is a program that relays',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['web'],
  breakIt: async (_host, net) => {
    net.person.write('relay', relay, 0o700);
    net.person.write('.ssh/config', 'Host web\n  HostName web1\n  User alice\n  ProxyCommand ./relay %h %p\n');
  },
};
