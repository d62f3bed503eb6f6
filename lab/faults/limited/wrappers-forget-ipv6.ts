import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'wrappers-forget-ipv6',
  title: 'hosts.deny denies everybody, hosts.allow has the network of the client, and she comes over IPv6 now',
  releases: ['bullseye'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  family: 'both',
  prepare: (host) => {
    host.write('/etc/hosts.deny', 'ALL: ALL\n');
    host.write('/etc/hosts.allow', 'sshd: 10.71.1.0/255.255.255.0 192.0.2.0/255.255.255.0\n');
  },
};
