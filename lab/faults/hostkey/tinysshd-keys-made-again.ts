import type { Fault } from '../../fault.ts';
import { tinyssh } from '../../services.ts';

export const fault: Fault = {
  id: 'tinysshd-keys-made-again',
  title: 'TinySSH by its socket, whose unit has made new keys where the old ones went',
  releases: ['bookworm'],
  truth: { causes: ['host-key-changed'], hidden: ['wrong-host-answers'], stage: 'hostkey', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, net) => {
    await tinyssh(host, net);
    await host.exec('mv /etc/tinyssh/sshkeydir /root');
  },
};
