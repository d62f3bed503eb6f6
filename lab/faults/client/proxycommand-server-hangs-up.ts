import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'proxycommand-server-hangs-up',
  title: 'ProxyCommand nc does its work, and TCP wrappers at the other end refuse',
  releases: ['bullseye'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/hosts.deny', 'sshd: 10.71.1.\n'),
  breakIt: async (_host, { person }) => person.write('.ssh/config', 'Host web1\n  ProxyCommand nc %h %p\n'),
};
