import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'match-negated-alone',
  title:
    'keys are off but for a Match block that names only whom it does not want, and so it fits nobody; nothing is logged',
  releases: ['bookworm'],
  truth: { causes: ['auth-method-unavailable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  told: /Permission denied \(password\)/,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('LogLevel QUIET\nPubkeyAuthentication no\nMatch User !bob\n  PubkeyAuthentication yes'),
};
