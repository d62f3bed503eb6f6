import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'post-quantum-only',
  title: 'the server takes only a key exchange that the client is too old for',
  releases: ['trixie'],
  truth: { causes: ['algorithm-mismatch'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  told: /no matching key exchange method/,
  prepare: (host) => host.sshd('KexAlgorithms mlkem768x25519-sha256'),
};
