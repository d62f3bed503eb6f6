import { mkdirSync } from 'node:fs';
import type { Fault } from '../../fault.ts';
import { listening, sshdAlone, withoutSystemd } from '../../layouts.ts';

export const fault: Fault = {
  id: 'container-list-is-folder',
  title: 'a container whose authorized_keys was to be bound from the host, where it is not: it is a folder',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  entry: sshdAlone,
  prepare: (host) => {
    withoutSystemd(host);
    host.remove('/home/alice/.ssh/authorized_keys');
    mkdirSync(`${host.root}/home/alice/.ssh/authorized_keys`);
  },
  breakIt: async (host) => {
    await host.exec(listening);
  },
};
