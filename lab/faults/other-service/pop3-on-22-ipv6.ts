import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

const pop3 = `#!/usr/bin/perl
$| = 1;
print "+OK Dovecot (Debian) ready.\\r\\n";
while (<STDIN>) {
  print /^QUIT/i ? "+OK Logging out\\r\\n" : "-ERR Unknown command.\\r\\n";
  exit if /^QUIT/i;
}
`;

export const fault: Fault = {
  id: 'pop3-on-22-ipv6',
  title: 'a mailbox server has the port, over IPv6',
  releases: ['bookworm'],
  truth: {
    causes: ['nonssh-service'],
    hidden: ['sshd-not-running', 'port-taken'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: true,
  family: 6,
  told: /\bpop3?\b/i,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await answer(host, 22, pop3);
  },
};
