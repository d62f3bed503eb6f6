import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'rsa-key-not-taken',
  title: 'the host takes no RSA signatures, and the key is RSA',
  releases: ['trixie'],
  truth: { causes: ['pubkey-signature-algorithm'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_rsa', 'alice@web1'],
  told: /no mutual signature algorithm/,
  prepare: (host) => host.sshd('PubkeyAcceptedAlgorithms ssh-ed25519'),
  breakIt: async (host, { person }) => {
    await person.run(['ssh-keygen', '-q', '-t', 'rsa', '-N', '', '-f', '.ssh/id_rsa']);
    host.write('/home/alice/.ssh/authorized_keys', readFileSync(join(person.home, '.ssh/id_rsa.pub'), 'utf8'), 0o644);
  },
};
