import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-signature-client-strict',
  title: 'PubkeyAcceptedAlgorithms of the client leaves out the type of its key',
  releases: ['bookworm'],
  truth: { causes: ['pubkey-signature-algorithm'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (_host, { person }) =>
    person.write('.ssh/config', 'Host *\n  PubkeyAcceptedAlgorithms rsa-sha2-512,rsa-sha2-256,ecdsa-sha2-nistp256\n'),
};
