import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hosts-deny-line-cut',
  title: 'hosts.deny denies everybody in a line without an end, which TCP wrappers read all the same',
  releases: ['bookworm'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/etc/hosts.deny', '# hardening\nsshd: ALL'),
};
