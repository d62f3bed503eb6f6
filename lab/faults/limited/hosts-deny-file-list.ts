import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hosts-deny-file-list',
  title: 'hosts.deny takes its addresses from a list of another file',
  releases: ['bullseye'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/hosts.deny', 'ALL: /etc/hosts.evil\n');
    host.write('/etc/hosts.evil', '192.0.2.7\n10.71.1.\n198.51.100.\n');
  },
};
