import type { Fault } from '../../fault.ts';
import { listening, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'container-sshd-frozen',
  title: 'a container whose sshd is stopped by a signal',
  releases: ['trixie'],
  truth: { causes: ['sshd-frozen'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: `mkdir -p /run/sshd; /usr/sbin/sshd; exec sleep infinity`,
  prepare: (host) => {
    withoutSystemd(host);
  },
  breakIt: async (host) => {
    await host.exec(`${listening}; kill -STOP $(cat /run/sshd.pid)`);
  },
};
