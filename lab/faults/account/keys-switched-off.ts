import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-switched-off',
  title: 'PubkeyAuthentication no, and the client sends no passwords',
  releases: ['trixie'],
  truth: { causes: ['auth-method-unavailable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'PasswordAuthentication=no', 'alice@web1'],
  told: /Permission denied \(password\)/,
  prepare: (host) => host.sshd('PubkeyAuthentication no'),
};
