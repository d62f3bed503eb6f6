import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'wrappers-and-no-user',
  title: 'TCP wrappers refuse everybody, and the account was deleted',
  releases: ['bullseye'],
  truth: { causes: ['hosts-deny'], hidden: ['user-does-not-exist'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.write('/etc/hosts.deny', 'sshd: ALL\n');
  },
  breakIt: async (host) => {
    await host.exec(`userdel alice`);
  },
};
