import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-match-blocks',
  title: 'Match blocks that deny others, and let this user in by key alone',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) =>
    host.sshd(`PasswordAuthentication no
Match Address 10.71.9.0/24
  DenyUsers alice
Match User root,bob
  AuthenticationMethods publickey,password
Match User alice
  AuthenticationMethods publickey
  PermitTTY no
Match all`),
};
