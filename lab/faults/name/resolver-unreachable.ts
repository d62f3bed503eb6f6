import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'resolver-unreachable',
  title: 'the address of the name server is one of another network',
  releases: ['bullseye'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  target: ['alice@web1.lab.example'],
  told: /Temporary failure in name resolution/,
  breakIt: async (_host, net) => {
    writeFileSync(join(net.clientEtc, 'resolv.conf'), 'nameserver 10.71.9.53\noptions timeout:1 attempts:1\n');
  },
};
