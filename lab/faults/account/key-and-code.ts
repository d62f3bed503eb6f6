import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-and-code',
  title: 'AuthenticationMethods wants a key and then an answer to PAM',
  releases: ['bullseye'],
  truth: { causes: ['auth-method-unavailable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /partial success/,
  prepare: (host) =>
    host.sshd('ChallengeResponseAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive:pam'),
};
