import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'user-with-domain',
  title: 'she types the name with the domain of her company, which this host does not know',
  releases: ['bullseye'],
  truth: { causes: ['user-does-not-exist'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', '-l', 'alice@corp.example', 'web1'],
  prepare: (host) => host.sshd('PasswordAuthentication no'),
};
