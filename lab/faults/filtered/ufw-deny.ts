import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ufw-deny',
  title: 'ufw denies the port',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec(`ufw deny 22/tcp && ufw --force enable`);
  },
};
