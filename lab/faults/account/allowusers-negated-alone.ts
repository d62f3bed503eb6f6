import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'allowusers-negated-alone',
  title: 'AllowUsers names only whom it does not want, and so it wants nobody',
  releases: ['trixie'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('AllowUsers !bob');
  },
};
