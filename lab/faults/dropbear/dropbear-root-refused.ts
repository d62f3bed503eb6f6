import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-root-refused',
  title: 'Dropbear lets root not in',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'root@web1'],
  breakIt: async (host, net) => {
    await host.exec('install -D -m 600 /home/alice/.ssh/authorized_keys /root/.ssh/authorized_keys');
    await dropbear(host, net, '-w');
  },
};
