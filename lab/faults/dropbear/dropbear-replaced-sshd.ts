import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-replaced-sshd',
  title: 'Dropbear has taken the place of sshd, with a key of its own',
  releases: ['bookworm'],
  truth: { causes: ['host-key-changed'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  told: /REMOTE HOST IDENTIFICATION HAS CHANGED/,
  breakIt: async (host, net) => {
    const before = readFileSync(join(net.person.home, '.ssh/known_hosts'), 'utf8');
    await dropbear(host, net);
    net.person.write('.ssh/known_hosts', before);
  },
};
