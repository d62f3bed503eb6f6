import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'search-domain-wildcard',
  title: 'the name is known without a domain alone, and a wildcard of the search domain answers first',
  releases: ['bookworm'],
  truth: { causes: ['name-wrong-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    net.names([]);
    writeFileSync(
      join(net.clientEtc, 'resolv.conf'),
      'nameserver 10.71.1.1\nsearch lab.example\noptions timeout:1 attempts:1\n',
    );
    await serveNames(net, '--address=/lab.example/10.71.2.1', '--host-record=web1,10.71.2.20');
  },
};
