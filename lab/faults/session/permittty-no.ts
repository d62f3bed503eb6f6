import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'permittty-no',
  title: 'PermitTTY no, and the user wants a terminal',
  releases: ['bookworm'],
  truth: { causes: ['pty-unavailable'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'RequestTTY=force', 'alice@web1'],
  told: /PTY allocation request failed/,
  prepare: (host) => host.sshd('PermitTTY no'),
};
