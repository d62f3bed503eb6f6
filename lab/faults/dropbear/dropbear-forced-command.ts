import type { Fault } from '../../fault.ts';
import { dropbear } from '../../services.ts';

export const fault: Fault = {
  id: 'dropbear-forced-command',
  title: 'Dropbear runs one command for all, which is gone; the log of an old sshd tells of a port that was taken',
  releases: ['bookworm'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host, net) => {
    await host.exec('logger -t sshd "error: Bind to port 22 on 0.0.0.0 failed: Address already in use."');
    await dropbear(host, net, '-c /usr/local/bin/menu');
  },
};
