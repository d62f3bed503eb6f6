import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-not-mounted',
  title: 'the disk with the homes is not mounted',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`mkdir /srv/homes && mv /home/alice /srv/homes/alice`);
  },
};
