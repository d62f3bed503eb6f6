import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-list-option-unknown',
  title: 'Dropbear, and the line of her key has an option that only OpenSSH knows',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, net) => {
    await host.exec(`sed -i 's/^/expiry-time="20991231" /' /home/alice/.ssh/authorized_keys`);
    await dropbear(host, net);
  },
};
