import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-group',
  title: 'Dropbear lets in a group that she is not in',
  releases: ['trixie'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, net) => {
    await host.exec('groupadd admins');
    await dropbear(host, net, '-G admins');
  },
};
