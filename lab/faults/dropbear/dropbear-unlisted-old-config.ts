import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-unlisted-old-config',
  title: 'Dropbear, and her key is in no list; the configuration of the sshd that was there before denies her',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('DenyUsers alice\nPasswordAuthentication no\nUsePAM no'),
  breakIt: async (host, net) => {
    host.write('/home/alice/.ssh/authorized_keys', '');
    await host.exec('passwd -q -l alice');
    await dropbear(host, net);
  },
};
