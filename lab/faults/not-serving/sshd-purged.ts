import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-purged',
  title: 'openssh-server is purged',
  releases: ['trixie'],
  truth: { causes: ['sshd-not-installed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  breakIt: async (host) => {
    await host.exec('DEBIAN_FRONTEND=noninteractive apt-get purge -y -qq openssh-server');
  },
};
