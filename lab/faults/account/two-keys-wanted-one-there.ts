import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'two-keys-wanted-one-there',
  title: 'a Match block wants two different keys one after the other, and she has one',
  releases: ['trixie'],
  truth: { causes: ['auth-method-unavailable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) =>
    host.sshd('PasswordAuthentication no\nMatch User alice\n  AuthenticationMethods publickey,publickey'),
};
