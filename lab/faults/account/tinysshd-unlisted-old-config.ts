import type { Fault } from '../../fault.ts';
import { tinyssh } from '../../services.ts';

export const fault: Fault = {
  id: 'tinysshd-unlisted-old-config',
  title: 'TinySSH, and her key is in no list; the configuration of the sshd that was there before denies her',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('DenyUsers alice\nPasswordAuthentication no'),
  breakIt: async (host, net) => {
    host.write('/home/alice/.ssh/authorized_keys', '');
    await tinyssh(host, net);
  },
};
