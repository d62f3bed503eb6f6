import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ufw-deny-network',
  title: 'ufw denies the network of the client, and allows the port to all behind that',
  releases: ['trixie'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`ufw deny from 10.71.0.0/16 && ufw allow 22/tcp && ufw --force enable`);
  },
};
