import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'alias-pattern-too-wide',
  title: 'the system-wide ssh_config has a port for all hosts whose name begins so, and this one is no longer of them',
  releases: ['trixie'],
  truth: { causes: ['wrong-host-or-port'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    const folder = join(net.clientEtc, 'ssh/ssh_config.d');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(net.clientEtc, 'ssh/ssh_config'),
      'Include /etc/ssh/ssh_config.d/*.conf\n\nHost *\n  SendEnv LANG LC_*\n',
    );
    writeFileSync(join(folder, '40-fleet.conf'), 'Host web*\n  Port 2022\n');
  },
};
