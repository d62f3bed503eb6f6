import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxsessions-none',
  title: 'MaxSessions 0',
  releases: ['trixie'],
  truth: { causes: ['maxsessions'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /open failed/,
  prepare: (host) => host.sshd('MaxSessions 0'),
};
