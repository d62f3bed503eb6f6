import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'identity-in-folder-of-root',
  title: 'IdentityFile names a key that the user may not read',
  releases: ['bookworm'],
  truth: { causes: ['client-config-perms'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host) => host.sshd('PasswordAuthentication no'),
  breakIt: async (_host, net) => {
    mkdirSync(join(net.state, 'deploy'), { mode: 0o700 });
    copyFileSync(join(net.person.home, '.ssh/id_ed25519'), join(net.state, 'deploy/key'));
    net.person.write('.ssh/config', `Host web1\n  IdentitiesOnly yes\n  IdentityFile ${net.state}/deploy/key\n`);
  },
};
