import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-file-tilde',
  title: 'AuthorizedKeysFile begins with a tilde, which sshd takes for the name of a folder; nothing is logged',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('LogLevel QUIET\nAuthorizedKeysFile ~/.ssh/authorized_keys'),
};
