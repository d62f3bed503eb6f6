import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'denyusers-refuses',
  title: 'DenyUsers names the user',
  releases: ['trixie'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('DenyUsers alice'),
};
