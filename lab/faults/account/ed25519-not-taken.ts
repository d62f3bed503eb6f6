import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ed25519-not-taken',
  title: 'the host takes signatures of RSA keys only',
  releases: ['bookworm', 'trixie'],
  truth: { causes: ['pubkey-signature-algorithm'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('PubkeyAcceptedAlgorithms rsa-sha2-256,rsa-sha2-512'),
};
