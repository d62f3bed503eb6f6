import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ufw-and-wrappers',
  title: 'ufw denies the network of the client, and TCP wrappers would refuse it as well',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], hidden: ['hosts-deny'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.write('/etc/hosts.deny', 'sshd: 10.71.1.\n'),
  breakIt: async (host) => {
    await host.exec('ufw deny from 10.71.1.0/24 && ufw allow 22/tcp && ufw --force enable');
  },
};
