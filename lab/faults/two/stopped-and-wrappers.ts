import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'stopped-and-wrappers',
  title: 'sshd was stopped by hand, and TCP wrappers refuse the network of the client',
  releases: ['bullseye'],
  truth: { causes: ['sshd-not-running'], hidden: ['hosts-deny'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/hosts.deny', 'ALL: 10.71.0.0/255.255.0.0\n');
  },
  breakIt: async (host) => {
    await host.exec(`systemctl stop ssh`);
  },
};
