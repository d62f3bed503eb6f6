import type { Fault } from '../../fault.ts';
import { listening, sshdAlone, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'container-nologin',
  title: 'a container that keeps no log, and its image was taken while /etc/nologin was there',
  releases: ['trixie'],
  truth: { causes: ['nologin'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: sshdAlone,
  prepare: (host) => {
    withoutSystemd(host);
    host.write('/etc/nologin', '');
  },
  breakIt: async (host) => {
    await host.exec(listening);
  },
};
