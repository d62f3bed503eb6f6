import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hosts-deny-unknown',
  title: 'hosts.deny denies all whose address has no name, and the client has none',
  releases: ['bookworm'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/hosts', '127.0.0.1 localhost\n10.71.2.20 web1\n');
    host.write('/etc/hosts.deny', 'sshd: UNKNOWN\n');
  },
};
