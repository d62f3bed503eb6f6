import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'options-allow-another',
  title: 'the options of the unit, not the file, let in bob alone',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/etc/default/ssh', 'SSHD_OPTS="-o AllowUsers=bob"\n'),
};
