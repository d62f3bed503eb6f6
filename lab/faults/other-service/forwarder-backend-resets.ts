import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

// Waits for the first bytes, finds no server, and closes with them unread.
const balancer = `#!/usr/bin/perl
use Socket;
recv(STDIN, my $first, 16, MSG_PEEK);
exit if system('socat /dev/null TCP:127.0.0.1:2222');
`;

export const fault: Fault = {
  id: 'forwarder-backend-resets',
  title: 'a balancer that has no live server and resets, over IPv6',
  releases: ['bookworm'],
  truth: {
    causes: ['backend-down-behind-forwarder'],
    hidden: ['sshd-not-running'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await answer(host, 22, balancer);
  },
};
