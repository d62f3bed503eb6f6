import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-wrappers-line-cut',
  title: 'hosts.deny denies everybody in a line without an end, which TCP wrappers do not read',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/etc/hosts.deny', '# hardening\nsshd: ALL'),
};
