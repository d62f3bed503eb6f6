import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hosts-deny',
  title: 'TCP wrappers refuse the client',
  releases: ['bullseye', 'bookworm'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/hosts.deny', 'sshd: 10.71.1.\n'),
};
