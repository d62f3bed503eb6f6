import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'port-moved-and-dropped',
  title: 'sshd moved to port 2222, and the firewall drops the old one',
  releases: ['bullseye'],
  truth: { causes: ['firewall-server'], hidden: ['sshd-port-changed'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Port 2222'),
  breakIt: async (host) => {
    await host.exec('iptables -A INPUT -p tcp --dport 22 -j DROP');
  },
};
