import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-wrappers-known',
  title: 'hosts.deny denies all whose address has no name, and the client has one',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) =>
    host.write('/etc/hosts.deny', 'sshd: UNKNOWN, PARANOID\nALL: .bad.example EXCEPT good.bad.example\n'),
};
