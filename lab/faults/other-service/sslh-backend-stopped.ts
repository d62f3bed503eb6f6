import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

// As sslh: it waits for the first words, and dials what they ask for.
const sslh = `#!/usr/bin/perl
use IO::Socket::INET;
$SIG{CHLD} = 'IGNORE';
my ($to) = map { $ARGV[$_ + 1] } grep { $ARGV[$_] eq '--ssh' } 0 .. $#ARGV;
my $door = IO::Socket::INET->new(LocalPort => 443, Listen => 50, ReuseAddr => 1) or die;
while (my $client = $door->accept) {
  next if fork;
  $client->recv(my $words, 4, 2);
  IO::Socket::INET->new(PeerAddr => $to) or exit;
  sleep 60;
  exit;
}
`;

export const fault: Fault = {
  id: 'sslh-backend-stopped',
  title: 'sslh shares port 443 out, and sshd listens on another port than it dials',
  releases: ['bookworm'],
  truth: { causes: ['backend-down-behind-forwarder'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-p', '443', 'alice@web1'],
  prepare: (host) => host.sshd('Port 2022'),
  breakIt: async (host) => {
    host.write('/usr/local/sbin/sslh', sslh, 0o755);
    await serve(host, 443, '/usr/local/sbin/sslh --listen 0.0.0.0:443 --ssh 127.0.0.1:22 --tls 127.0.0.1:8443');
  },
};
