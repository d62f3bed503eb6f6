import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'principals-command-fails',
  title: 'the command that tells the principals of a user ends with an error; the certificate is good',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V -1h:+1d');
    host.write('/usr/local/sbin/principals', '#!/bin/sh\ngrep -h . /etc/ssh/principals.d/"$1"\n', 0o755);
    host.sshd(`TrustedUserCAKeys /etc/ssh/user_ca.pub\nPasswordAuthentication no
AuthorizedPrincipalsCommand /usr/local/sbin/principals %u\nAuthorizedPrincipalsCommandUser nobody`);
  },
};
