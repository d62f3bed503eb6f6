import type { Fault } from '../../fault.ts';
import { tinyssh } from '../../services.ts';

export const fault: Fault = {
  id: 'tinysshd-keys-cleaned',
  title: 'TinySSH by its socket, whose folder of keys was emptied',
  releases: ['trixie'],
  truth: { causes: ['hostkeys-missing'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, net) => {
    await tinyssh(host, net);
    await host.exec('find /etc/tinyssh/sshkeydir -type f -delete');
  },
};
