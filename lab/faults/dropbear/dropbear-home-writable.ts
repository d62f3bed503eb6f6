import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-home-writable',
  title: 'Dropbear, and a group may write to the home directory',
  releases: ['trixie'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, net) => {
    await host.exec('chmod 775 /home/alice');
    await dropbear(host, net);
  },
};
