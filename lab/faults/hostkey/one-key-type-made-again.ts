import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'one-key-type-made-again',
  title: 'the Ed25519 host key alone was made again, and known_hosts revokes it under another name',
  releases: ['bookworm'],
  truth: { causes: ['host-key-changed'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
  breakIt: async (host, { person }) => {
    await host.exec(
      "rm /etc/ssh/ssh_host_ed25519_key*; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key; systemctl restart ssh",
    );
    const key = await host.exec('cat /etc/ssh/ssh_host_ed25519_key.pub');
    const before = readFileSync(join(person.home, '.ssh/known_hosts'), 'utf8');
    person.write('.ssh/known_hosts', `@revoked old-web1,10.71.2.99 ${key}${before}`);
  },
};
