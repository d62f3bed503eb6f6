import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-wrappers-allow',
  title: 'hosts.deny denies everybody, and hosts.allow admits the network of the client',
  releases: ['bullseye'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => {
    host.write('/etc/hosts.deny', 'ALL: ALL\n');
    host.write('/etc/hosts.allow', 'vsftpd: ALL : DENY\nsshd: 10.71.1.0/255.255.255.0\n');
  },
};
