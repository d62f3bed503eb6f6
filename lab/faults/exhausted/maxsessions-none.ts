import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxsessions-none',
  title: 'MaxSessions 0, meant for a host that only forwards',
  releases: ['bullseye', 'trixie'],
  truth: { causes: ['maxsessions'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  prepare: (host) => host.sshd('Match User alice\n  MaxSessions 0'),
};
