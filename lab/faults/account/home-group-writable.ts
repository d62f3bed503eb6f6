import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-group-writable',
  title: 'the home may be written by a group that others share',
  releases: ['bullseye'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`chgrp users /home/alice && chmod 775 /home/alice`);
  },
};
