import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

const ftp = `#!/usr/bin/perl
$| = 1;
print "220 (vsFTPd 3.0.5)\\r\\n";
while (<STDIN>) {
  print /^QUIT/i ? "221 Goodbye.\\r\\n" : "530 Please login with USER and PASS.\\r\\n";
  exit if /^QUIT/i;
}
`;

export const fault: Fault = {
  id: 'ftp-on-22',
  title: 'a file server has the port',
  releases: ['trixie'],
  truth: {
    causes: ['nonssh-service'],
    hidden: ['sshd-not-running', 'port-taken'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: true,
  told: /\bftp\b/i,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await answer(host, 22, ftp);
  },
};
