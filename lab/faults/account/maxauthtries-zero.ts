import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxauthtries-zero',
  title: 'MaxAuthTries 0',
  releases: ['bookworm'],
  truth: { causes: ['too-many-keys'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.sshd('MaxAuthTries 0');
  },
};
