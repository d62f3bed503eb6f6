import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-shell-unknown',
  title: 'Dropbear, and the shell of the account is not in /etc/shells',
  releases: ['trixie'],
  truth: { causes: ['invalid-shell'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, net) => {
    await host.exec('cp /bin/bash /usr/local/bin/shell && usermod -s /usr/local/bin/shell alice');
    await dropbear(host, net);
  },
};
