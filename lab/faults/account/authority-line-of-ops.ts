import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'authority-line-of-ops',
  title: 'the line of the authority in her list admits the principal ops alone, and her certificate is for alice',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V -1h:+1d');
    const authority = readFileSync(join(host.root, 'etc/ssh/user_ca.pub'), 'utf8');
    host.write('/home/alice/.ssh/authorized_keys', `cert-authority,principals="ops,oncall" ${authority}`, 0o600);
    host.remove('/etc/ssh/user_ca.pub');
    host.sshd('PasswordAuthentication no');
  },
  breakIt: async (host) => {
    await host.exec('chown alice:alice /home/alice/.ssh/authorized_keys');
  },
};
