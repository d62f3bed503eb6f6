import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'revocation-list-gone',
  title: 'the list of revoked keys is not there, so sshd takes no key',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('RevokedKeys /etc/ssh/revoked'),
};
