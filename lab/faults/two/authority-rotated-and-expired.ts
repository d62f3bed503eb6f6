import { join } from 'node:path';
import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';
import { must } from '../../shell.ts';

export const fault: Fault = {
  id: 'authority-rotated-and-expired',
  title: 'the host trusts a new authority; the certificate is of the old one, and it has run out',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], hidden: ['clock-skew-cert'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V -2w:-1w');
    const file = join(net.state, 'authority-2');
    await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'authority-2', '-f', file]);
    await must(['cp', `${file}.pub`, join(host.root, 'etc/ssh/user_ca.pub')]);
  },
};
