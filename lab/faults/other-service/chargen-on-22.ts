import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

export const fault: Fault = {
  id: 'chargen-on-22',
  title: 'a service that sends lines of all characters without end has the port',
  releases: ['bookworm'],
  truth: {
    causes: ['nonssh-service'],
    hidden: ['sshd-not-running', 'port-taken', 'tarpit'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await answer(
      host,
      22,
      `#!/usr/bin/perl
$| = 1; my $all = join '', map chr, 32 .. 126;
for (my $i = 0; ; $i++) { print substr($all x 2, $i % 95, 72), "\\r\\n" or exit }
`,
    );
  },
};
