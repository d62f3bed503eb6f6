import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'connection-refused-by-match',
  title: 'a Match block with RefuseConnection',
  releases: ['trixie'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('Match User alice\n  RefuseConnection yes'),
};
