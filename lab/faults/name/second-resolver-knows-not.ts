import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'second-resolver-knows-not',
  title: 'the first name server is dead, and the second one does not know the name',
  releases: ['trixie'],
  truth: { causes: ['name-not-found'], hidden: ['name-resolver-failed'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  target: ['alice@web1.corp.example'],
  breakIt: async (_host, net) => {
    writeFileSync(
      join(net.clientEtc, 'resolv.conf'),
      'nameserver 10.71.1.99\nnameserver 10.71.1.1\noptions timeout:1 attempts:1\n',
    );
    await serveNames(net, '--local=/#/', '--host-record=web1.lab.example,10.71.2.20');
  },
};
