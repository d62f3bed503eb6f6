import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

// The binary header has a length in it: another text is read as a long one, and the rest of it never comes.
const balancer = `#!/usr/bin/perl
my $header = '';
while (length $header < 16 + 0x2d00) {
  sysread(STDIN, my $octet, 1) or exit;
  $header .= $octet;
}
exit;
`;

export const fault: Fault = {
  id: 'proxy-header-waited-for',
  title: 'a balancer that waits for a whole PROXY header, and gives no answer meanwhile',
  releases: ['trixie'],
  truth: { causes: ['proxy-protocol-expected'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Port 2222\nListenAddress 127.0.0.1'),
  breakIt: (host) => answer(host, 22, balancer),
};
