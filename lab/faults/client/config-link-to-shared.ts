import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'config-link-to-shared',
  title: '~/.ssh/config is a link to the file of a colleague',
  releases: ['trixie'],
  truth: { causes: ['client-config-perms'], stage: 'config', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    const file = join(net.state, 'dotfiles/ssh_config');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'Host web1\n  ServerAliveInterval 30\n');
    chownSync(file, 1000, 1000);
    await net.person.run(['ln', '-s', file, '.ssh/config']);
  },
};
