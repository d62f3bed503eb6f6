import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

const tarpit = `#!/usr/bin/perl
$| = 1;
my @signs = map { chr } 33 .. 126;
while (1) {
  print join('', map { $signs[rand @signs] } 1 .. 3 + rand 28) . "\\r\\n";
  sleep 1;
}
`;

export const fault: Fault = {
  id: 'tarpit-fast',
  title: 'a tarpit that sends a line each second, and sshd is on another port',
  releases: ['bookworm'],
  truth: { causes: ['tarpit'], hidden: ['sshd-port-changed'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: true,
  told: /endlessh|tarpit/i,
  prepare: (host) => host.sshd('Port 2222'),
  breakIt: (host) => answer(host, 22, tarpit),
};
