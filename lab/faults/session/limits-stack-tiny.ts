import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'limits-stack-tiny',
  title: 'limits.conf gives her a stack of one kilobyte',
  releases: ['bookworm'],
  truth: { causes: ['session-limit'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/etc/security/limits.d/stack.conf', 'alice hard stack 1\n');
  },
};
