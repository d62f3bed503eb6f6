import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'limits-d-nproc-none',
  title: 'limits.d allows her no process',
  releases: ['trixie'],
  truth: { causes: ['session-limit'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/etc/security/limits.d/alice.conf', 'alice hard nproc 0\n'),
};
