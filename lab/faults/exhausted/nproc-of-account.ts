import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nproc-of-account',
  title: 'limits.conf lets alice have no process',
  releases: ['bookworm', 'trixie'],
  truth: { causes: ['session-limit'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/security/limits.d/90-lab.conf', 'alice hard nproc 0\n'),
};
