import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'dots-and-search-wildcard',
  title: 'ndots:5 asks the search domain first for a full name too, and a wildcard of it answers',
  releases: ['bookworm'],
  truth: { causes: ['name-wrong-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['alice@web1.prod.example'],
  breakIt: async (_host, net) => {
    net.names([]);
    writeFileSync(
      join(net.clientEtc, 'resolv.conf'),
      'nameserver 10.71.1.1\nsearch svc.lab.test\noptions ndots:5 timeout:1 attempts:1\n',
    );
    await serveNames(net, '--address=/lab.test/10.71.2.1', '--host-record=web1.prod.example,10.71.2.20');
  },
};
