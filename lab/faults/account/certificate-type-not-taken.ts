import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'certificate-type-not-taken',
  title: 'the host takes plain keys alone: PubkeyAcceptedAlgorithms without certificates',
  releases: ['bookworm'],
  truth: { causes: ['pubkey-signature-algorithm'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V -1h:+1d');
    host.sshd(
      'TrustedUserCAKeys /etc/ssh/user_ca.pub\nPasswordAuthentication no\nPubkeyAcceptedAlgorithms ssh-ed25519,rsa-sha2-512',
    );
  },
};
