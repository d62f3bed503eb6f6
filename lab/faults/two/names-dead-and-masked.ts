import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'names-dead-and-masked',
  title: 'no name server answers, and ssh.service is masked',
  releases: ['trixie'],
  truth: { causes: ['name-resolver-failed'], hidden: ['sshd-masked'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  told: /Temporary failure in name resolution/,
  breakIt: async (host, net) => {
    await host.exec(`systemctl mask --now ssh`);
    net.names(['10.71.3.30 bastion']);
  },
};
