import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'authorized-keys-elsewhere',
  title: 'AuthorizedKeysFile names a folder that nobody has filled',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('AuthorizedKeysFile /etc/ssh/keys/%u'),
};
