import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-bad-match-value',
  title: 'a wrong value in a Match block that nobody matches',
  releases: ['trixie'],
  truth: { causes: ['sshd-config-error'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Match User nobody\n  PasswordAuthentication maybe'),
};
