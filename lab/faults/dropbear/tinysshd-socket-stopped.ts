import type { Fault } from '../../fault.ts';
import { tinyssh } from '../../services.ts';

export const fault: Fault = {
  id: 'tinysshd-socket-stopped',
  title: 'TinySSH instead of sshd, and its socket is stopped',
  releases: ['bookworm'],
  truth: { causes: ['sshd-not-running'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host, net) => {
    await tinyssh(host, net);
    await host.exec('systemctl stop tinysshd.socket');
  },
};
