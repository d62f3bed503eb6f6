import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'allowusers-from-elsewhere',
  title: 'AllowUsers lets alice in from another network alone',
  releases: ['bullseye'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('AllowUsers alice@192.168.0.0/16 root'),
};
