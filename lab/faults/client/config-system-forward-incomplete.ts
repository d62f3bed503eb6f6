import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'config-system-forward-incomplete',
  title: 'a LocalForward without a target in a file of the system-wide ssh_config.d',
  releases: ['bookworm'],
  truth: { causes: ['client-config-invalid'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    const folder = join(net.clientEtc, 'ssh/ssh_config.d');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(net.clientEtc, 'ssh/ssh_config'),
      'Include /etc/ssh/ssh_config.d/*.conf\n\nHost *\n  SendEnv LANG LC_*\n',
    );
    writeFileSync(join(folder, '20-database.conf'), 'Host web*\n  LocalForward 5432\n');
  },
};
