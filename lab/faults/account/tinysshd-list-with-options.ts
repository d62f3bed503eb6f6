import type { Fault } from '../../fault.ts';
import { tinyssh } from '../../services.ts';

export const fault: Fault = {
  id: 'tinysshd-list-with-options',
  title: 'TinySSH, which takes no line with options, and that of her key has one',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, net) => {
    await host.exec(`sed -i 's/^/no-agent-forwarding /' /home/alice/.ssh/authorized_keys`);
    await tinyssh(host, net);
  },
};
