import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

// As haproxy with accept-proxy: it looks at the first bytes, and closes with them unread unless they are the header.
const balancer = `#!/usr/bin/perl
use Socket;
recv(STDIN, my $first, 6, MSG_PEEK);
exit if $first ne 'PROXY ';
1 while sysread(STDIN, my $octet, 1) && $octet ne "\\n";
exec 'socat', '-', 'TCP:127.0.0.1:2222';
`;

export const fault: Fault = {
  id: 'proxy-header-wanted',
  title: 'a balancer that wants a PROXY header, and the client dials it directly',
  releases: ['bookworm'],
  truth: { causes: ['proxy-protocol-expected'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Port 2222\nListenAddress 127.0.0.1'),
  breakIt: (host) => answer(host, 22, balancer),
};
