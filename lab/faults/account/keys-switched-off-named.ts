import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-switched-off-named',
  title: 'PubkeyAuthentication no, and the user names a key',
  releases: ['bookworm'],
  truth: { causes: ['auth-method-unavailable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /Permission denied \(password\)/,
  prepare: (host) => host.sshd('PubkeyAuthentication no'),
};
