import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { must } from '../../shell.ts';

export const fault: Fault = {
  id: 'client-host-key-sha1',
  title: 'the client takes host keys by ssh-rsa alone, and has another RSA key of the server',
  releases: ['trixie'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  told: /no matching host key type found/,
  breakIt: async (_host, { person, state }) => {
    const file = join(state, 'old_rsa');
    await must(['ssh-keygen', '-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', file]);
    person.write('.ssh/known_hosts', `web1,10.71.2.20 ${readFileSync(`${file}.pub`, 'utf8')}`);
    person.write('.ssh/config', 'Host *\n  HostKeyAlgorithms ssh-rsa\n  PubkeyAcceptedAlgorithms +ssh-rsa\n');
  },
};
