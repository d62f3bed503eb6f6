import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'match-takes-list-away',
  title: 'a Match block reads her keys from a file that was never made; her own list has them',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) =>
    host.sshd(
      'PasswordAuthentication no\nMatch User alice,bob Address 10.0.0.0/8\n  AuthorizedKeysFile /etc/ssh/vpn-keys/%u',
    ),
};
