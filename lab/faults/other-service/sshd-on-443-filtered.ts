import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'sshd-on-443-filtered',
  title: 'sshd on port 443, and a firewall hides all other ports',
  releases: ['bookworm'],
  truth: { causes: ['sshd-port-changed'], hidden: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  prepare: (host) => host.sshd('Port 443'),
  breakIt: async (host) => {
    await host.exec('ufw allow 443/tcp && ufw --force enable');
  },
};
