import type { Fault } from '../../fault.ts';
import { listening, sshdAlone, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'container-key-unlisted',
  title: 'a container that keeps no log, and the list has the key of another machine',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: sshdAlone,
  prepare: (host) => {
    withoutSystemd(host);
  },
  breakIt: async (host) => {
    await host.exec(
      `ssh-keygen -q -t ed25519 -N '' -f /root/k; cat /root/k.pub > /home/alice/.ssh/authorized_keys; ${listening}`,
    );
  },
};
