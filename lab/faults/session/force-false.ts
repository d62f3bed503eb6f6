import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'force-false',
  title: 'ForceCommand /bin/false',
  releases: ['bookworm'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('ForceCommand /bin/false'),
};
