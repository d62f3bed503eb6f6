import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'quiet-and-denied',
  title: 'LogLevel QUIET: nothing is logged, and DenyUsers names her',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.sshd('LogLevel QUIET\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nDenyUsers alice'),
};
