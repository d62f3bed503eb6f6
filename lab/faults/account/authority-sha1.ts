import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'authority-sha1',
  title: 'CASignatureAlgorithms takes no signature of the kind that the authority makes',
  releases: ['trixie'],
  truth: { causes: ['pubkey-signature-algorithm'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V -1h:+1d');
    host.sshd(
      'TrustedUserCAKeys /etc/ssh/user_ca.pub\nPasswordAuthentication no\nCASignatureAlgorithms rsa-sha2-512,rsa-sha2-256',
    );
  },
};
