import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'port-moved-and-no-shell',
  title: 'sshd moved to another port, and the login shell is not installed',
  releases: ['bullseye'],
  truth: { causes: ['sshd-port-changed'], hidden: ['invalid-shell'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => {
    host.sshd('Port 22022');
  },
  breakIt: async (host) => {
    await host.exec(`usermod -s /usr/bin/zsh alice`);
  },
};
