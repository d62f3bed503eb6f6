import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-moduli-gone',
  title: 'group exchange alone, and the file of the groups is gone: sshd takes one that it knows',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.sshd('KexAlgorithms diffie-hellman-group-exchange-sha256');
    host.remove('/etc/ssh/moduli');
  },
};
