import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'firewalld-source-in-block',
  title: 'the network of the client is a source of the zone block of firewalld; the card is in public, which has ssh',
  releases: ['trixie'],
  truth: { causes: ['admin-prohibited'], hidden: ['firewall-server'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`systemctl start firewalld
      firewall-cmd --zone=block --add-source=10.71.0.0/16`);
  },
};
