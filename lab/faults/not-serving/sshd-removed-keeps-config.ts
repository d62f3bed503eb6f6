import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-removed-keeps-config',
  title: 'an autoremove took openssh-server along and left its files in /etc',
  releases: ['bullseye'],
  truth: { causes: ['sshd-not-installed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('dpkg --remove openssh-server');
  },
};
