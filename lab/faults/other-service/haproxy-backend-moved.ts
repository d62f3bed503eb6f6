import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

// As HAProxy without health checks: it accepts, dials the server, and hangs up when nobody answers.
const balancer = `#!/usr/bin/perl
use IO::Socket::INET;
$SIG{CHLD} = 'IGNORE';
my $door = IO::Socket::INET->new(LocalPort => 22, Listen => 50, ReuseAddr => 1) or die;
while (my $client = $door->accept) {
  next if fork;
  IO::Socket::INET->new(PeerAddr => '127.0.0.1:2222');
  exit;
}
`;
const file = `global
  daemon
defaults
  mode tcp
  timeout connect 5s
frontend ssh
  bind *:22
  default_backend sshd
backend sshd
  server one 127.0.0.1:2222
`;

export const fault: Fault = {
  id: 'haproxy-backend-moved',
  title: 'HAProxy has the port, and sshd behind it listens elsewhere by now',
  releases: ['trixie'],
  truth: { causes: ['backend-down-behind-forwarder'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Port 2022'),
  breakIt: async (host) => {
    host.write('/usr/sbin/haproxy', balancer, 0o755);
    host.write('/etc/haproxy/haproxy.cfg', file);
    await serve(host, 22, '/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg -p /run/haproxy.pid');
  },
};
