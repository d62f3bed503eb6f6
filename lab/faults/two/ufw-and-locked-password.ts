import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ufw-and-locked-password',
  title: 'ufw denies the port; the password is locked, which PAM does not mind for a key',
  releases: ['bookworm'],
  truth: { causes: ['firewall-server'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`usermod -L alice; ufw deny 22/tcp && ufw --force enable`);
  },
};
