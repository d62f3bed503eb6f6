import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'allowgroups-refuses',
  title: 'AllowGroups names a group that the user is not in',
  releases: ['bullseye'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('AllowGroups sudo'),
};
