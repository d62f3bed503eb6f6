import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { must } from '../../shell.ts';

export const fault: Fault = {
  id: 'hostkey-authority-revoked',
  title: '@revoked stands before the authority that signed the host key',
  releases: ['bookworm'],
  truth: { causes: ['host-key-revoked'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: true,
  prepare: async (host, net) => {
    const authority = join(net.state, 'host-authority');
    await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', authority]);
    await must([
      'ssh-keygen',
      '-q',
      '-s',
      authority,
      '-I',
      'web1',
      '-h',
      '-n',
      'web1',
      join(host.root, 'etc/ssh/ssh_host_ed25519_key.pub'),
    ]);
    host.sshd('HostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub');
    const key = readFileSync(`${authority}.pub`, 'utf8');
    net.person.write('.ssh/known_hosts', `@cert-authority * ${key}@revoked * ${key}`);
  },
};
