import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-and-password',
  title: 'AuthenticationMethods wants a key and then a password, of a job that has only the key',
  releases: ['bookworm'],
  truth: { causes: ['auth-method-unavailable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'BatchMode=yes', 'alice@web1'],
  told: /partial success/,
  prepare: (host) => host.sshd('AuthenticationMethods publickey,password'),
};
