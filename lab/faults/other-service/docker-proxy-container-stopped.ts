import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

// As the proxy of Docker: it accepts first, and dials the container then.
const proxy = `#!/usr/bin/perl
use IO::Socket::INET;
$SIG{CHLD} = 'IGNORE';
my %of = @ARGV;
my $door = IO::Socket::INET->new(LocalPort => $of{'-host-port'}, Listen => 50, ReuseAddr => 1) or die;
while (my $client = $door->accept) {
  next if fork;
  IO::Socket::INET->new(PeerAddr => $of{'-container-ip'}, PeerPort => $of{'-container-port'});
  exit;
}
`;

export const fault: Fault = {
  id: 'docker-proxy-container-stopped',
  title: "Docker's proxy has the port, and the container behind it is gone",
  releases: ['bookworm'],
  truth: { causes: ['backend-down-behind-forwarder'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(
      'systemctl disable --now ssh; ip link add docker0 type bridge; ip link add veth1 type veth peer name veth2',
    );
    await host.exec(
      'ip link set veth1 master docker0 up; ip link set veth2 up; ip address add 172.17.0.1/16 dev docker0; ip link set docker0 up',
    );
    host.write('/usr/local/bin/docker-proxy', proxy, 0o755);
    await serve(
      host,
      22,
      '/usr/local/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 22 -container-ip 172.17.0.2 -container-port 22',
    );
  },
};
