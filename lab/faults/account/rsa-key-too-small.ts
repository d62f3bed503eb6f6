import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'rsa-key-too-small',
  title: 'the host wants RSA keys of 4096 bits',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_rsa', 'alice@web1'],
  prepare: (host) => host.sshd('RequiredRSASize 4096'),
  breakIt: async (host, { person }) => {
    await person.run(['ssh-keygen', '-q', '-t', 'rsa', '-b', '3072', '-N', '', '-f', '.ssh/id_rsa']);
    host.write('/home/alice/.ssh/authorized_keys', readFileSync(join(person.home, '.ssh/id_rsa.pub'), 'utf8'), 0o644);
  },
};
