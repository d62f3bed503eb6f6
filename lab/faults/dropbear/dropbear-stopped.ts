import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-stopped',
  title: 'Dropbear instead of sshd, and it is stopped',
  releases: ['bullseye'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await dropbear(host, net);
    await host.exec('systemctl stop lab-22');
  },
};
