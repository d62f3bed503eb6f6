import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'allowusers-comma',
  title: 'AllowUsers has names that commas part',
  releases: ['trixie'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('AllowUsers bob,alice,deploy');
  },
};
