import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

const tarpit = `#!/usr/bin/perl
$| = 1;
my @signs = map { chr } 33 .. 126;
while (1) {
  print join('', map { $signs[rand @signs] } 1 .. 3 + rand 28) . "\\r\\n";
  sleep 10;
}
`;

export const fault: Fault = {
  id: 'tarpit-slow',
  title: 'a tarpit that sends a line each ten seconds, as endlessh does unless told otherwise',
  releases: ['trixie'],
  truth: { causes: ['tarpit'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  told: /endlessh|tarpit/i,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await answer(host, 22, tarpit);
  },
};
