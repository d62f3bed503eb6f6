import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hostbased-only',
  title: 'AuthenticationMethods names hostbased alone',
  releases: ['trixie'],
  truth: { causes: ['auth-method-unavailable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host) => host.sshd('AuthenticationMethods hostbased\nHostbasedAuthentication yes'),
};
