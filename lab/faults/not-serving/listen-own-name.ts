import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'listen-own-name',
  title: 'ListenAddress is the name of the host, which the hosts file gives a loopback address',
  releases: ['bookworm'],
  truth: { causes: ['sshd-listen-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/hosts', '127.0.0.1 localhost\n127.0.1.1 web1.lab.example web1\n');
    host.sshd('ListenAddress web1');
  },
};
