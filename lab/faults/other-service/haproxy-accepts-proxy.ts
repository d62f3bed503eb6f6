import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

// As HAProxy at a door that wants a header: without one it hangs up.
const balancer = `#!/usr/bin/perl
use IO::Socket::INET; use Socket;
$SIG{CHLD} = 'IGNORE';
my $door = IO::Socket::INET->new(LocalPort => 22, Listen => 50, ReuseAddr => 1) or die;
while (my $client = $door->accept) {
  next if fork;
  $client->recv(my $first, 6, MSG_PEEK);
  exit;
}
`;
const file = `listen ssh
  mode tcp
  bind :22 accept-proxy
  server one 127.0.0.1:2222 check
`;

export const fault: Fault = {
  id: 'haproxy-accepts-proxy',
  title: 'HAProxy wants the header of another balancer, and the client dials past that one',
  releases: ['bookworm'],
  truth: { causes: ['proxy-protocol-expected'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Port 2222\nListenAddress 127.0.0.1'),
  breakIt: async (host) => {
    host.write('/usr/sbin/haproxy', balancer, 0o755);
    host.write('/etc/haproxy/haproxy.cfg', file);
    await serve(host, 22, '/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg');
  },
};
