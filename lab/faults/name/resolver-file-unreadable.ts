import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'resolver-file-unreadable',
  title: 'resolv.conf may be read by root alone, so the user asks this very machine',
  releases: ['trixie'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  target: ['alice@web1.lab.example'],
  told: /Temporary failure in name resolution/,
  breakIt: async (_host, net) => {
    await serveNames(net, '--host-record=web1.lab.example,10.71.2.20');
    chmodSync(join(net.clientEtc, 'resolv.conf'), 0o600);
  },
};
