import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'denygroups-of-hers',
  title: 'DenyGroups names the group of the user',
  releases: ['trixie'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('DenyGroups alice'),
};
