import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'stopped-and-wrappers-allow',
  title: 'sshd is stopped; hosts.allow has the client before hosts.deny refuses the rest',
  releases: ['bullseye'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/hosts.allow', 'sshd: 10.71.1.\n');
    host.write('/etc/hosts.deny', 'ALL: ALL\n');
  },
  breakIt: async (host) => {
    await host.exec(`systemctl stop ssh`);
  },
};
