import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'hosts-deny-and-allowusers',
  title: 'TCP wrappers refuse the client, and AllowUsers names somebody else',
  releases: ['bullseye'],
  truth: { causes: ['hosts-deny'], hidden: ['sshd-policy-denies-user'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/hosts.deny', 'sshd: ALL EXCEPT 127.0.0.1\n');
    host.sshd('AllowUsers bob');
  },
};
