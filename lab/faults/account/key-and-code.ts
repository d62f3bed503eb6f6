import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-and-code',
  title: 'AuthenticationMethods wants a key and then an answer to PAM, of a job that has only the key',
  releases: ['bullseye'],
  truth: { causes: ['auth-method-unavailable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  target: ['-o', 'BatchMode=yes', 'alice@web1'],
  told: /partial success/,
  prepare: (host) =>
    host.sshd('ChallengeResponseAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive:pam'),
};
