import type { Fault } from '../../fault.ts';
import { tinyssh } from '../../services.ts';

export const fault: Fault = {
  id: 'tinysshd-rsa-key',
  title: 'TinySSH, which takes no signature of an RSA key',
  releases: ['trixie'],
  truth: { causes: ['pubkey-signature-algorithm'], hidden: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'IdentitiesOnly=yes', '-i', '.ssh/id_rsa', 'alice@web1'],
  told: /no mutual signature/,
  breakIt: async (host, net) => {
    await tinyssh(host, net);
    await net.person.run(['ssh-keygen', '-q', '-t', 'rsa', '-N', '', '-f', '.ssh/id_rsa']);
    host.write('/home/alice/.ssh/authorized_keys', (await net.person.run(['cat', '.ssh/id_rsa.pub'])).stdout, 0o600);
  },
};
