import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-signature-server-strict',
  title: 'the server takes RSA signatures alone, and the key is Ed25519',
  releases: ['trixie'],
  truth: { causes: ['pubkey-signature-algorithm'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('PubkeyAcceptedAlgorithms rsa-sha2-512,rsa-sha2-256'),
};
