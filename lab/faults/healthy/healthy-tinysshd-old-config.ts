import type { Fault } from '../../fault.ts';
import { tinyssh } from '../../services.ts';

export const fault: Fault = {
  id: 'healthy-tinysshd-old-config',
  title: 'TinySSH in the place of sshd, whose old configuration denies her; /etc/nologin is there, and nobody asks PAM',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('DenyUsers alice\nAuthorizedKeysFile none\nForceCommand /bin/false\nPort 2222'),
  breakIt: async (host, net) => {
    host.write('/etc/nologin', 'Down for maintenance.\n');
    await tinyssh(host, net);
  },
};
