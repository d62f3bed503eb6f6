import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'limits-memory-too-small',
  title: 'limits.d gives the user a thousand kilobytes of memory where megabytes were meant',
  releases: ['bookworm'],
  truth: { causes: ['session-limit'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/etc/security/limits.d/90-memory.conf', 'alice hard as 1000\nalice soft as 1000\n'),
};
