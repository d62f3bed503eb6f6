import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { must } from '../../shell.ts';

export const fault: Fault = {
  id: 'host-key-alias-copied',
  title:
    'a block for the database was copied for this host, HostKeyAlias and all; known_hosts has the right key under its name',
  releases: ['bookworm'],
  truth: { causes: ['host-key-changed'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (host, { person, state }) => {
    const file = join(state, 'of_db1');
    await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', file]);
    const own = (await host.exec('cat /etc/ssh/ssh_host_*_key.pub')).replace(/^(?=.)/gm, 'web1,10.71.2.20 ');
    person.write('.ssh/known_hosts', `${own}db1 ${readFileSync(`${file}.pub`, 'utf8')}`);
    person.write('.ssh/config', 'Host web1\n  HostName 10.71.2.20\n  HostKeyAlias db1\n');
  },
};
