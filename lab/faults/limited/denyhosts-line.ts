import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'denyhosts-line',
  title: 'a line of DenyHosts in hosts.deny names the client',
  releases: ['bullseye'],
  truth: { causes: ['hosts-deny'], hidden: ['ip-ban'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) =>
    host.write('/etc/hosts.deny', '# DenyHosts: Sat Nov 21 04:12:33 2026 | sshd: 10.71.1.10\nsshd: 10.71.1.10\n'),
};
