import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'match-host-no-names',
  title: 'keys are off but for a host by name, and sshd looks up no names',
  releases: ['bookworm'],
  truth: { causes: ['auth-method-unavailable'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'PasswordAuthentication=no', 'alice@web1'],
  prepare: (host) => {
    host.sshd('PubkeyAuthentication no\nMatch Host laptop\n  PubkeyAuthentication yes\nMatch all');
  },
};
