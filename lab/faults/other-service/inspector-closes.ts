import { writeFileSync } from 'node:fs';
import type { Fault } from '../../fault.ts';

// Takes the connection in the server's place, and looks at the first words before it dials.
const inspector = `#!/usr/bin/perl
use IO::Socket::INET;
$SIG{CHLD} = 'IGNORE';
my $door = IO::Socket::INET->new(LocalPort => 8022, Listen => 16, ReuseAddr => 1) or die;
while (my $client = $door->accept) {
  next if fork;
  sysread($client, my $words, 4096);
  shutdown($client, 2);
  exit;
}
`;

export const fault: Fault = {
  id: 'inspector-closes',
  title: 'a device on the way reads the version line of the client, and closes',
  releases: ['bookworm'],
  truth: { causes: ['middlebox-closes'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    const path = `${net.state}/inspector`;
    writeFileSync(path, inspector);
    await net.router.start(`perl ${path}`);
    await net.router.exec(`timeout 20 sh -c 'until ss -Hltn "sport = :8022" | grep -q .; do sleep 0.05; done'
nft 'add table ip guard; add chain ip guard pre { type nat hook prerouting priority -100; }; add rule ip guard pre tcp dport 22 redirect to :8022'`);
  },
};
