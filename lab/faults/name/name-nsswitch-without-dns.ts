import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'name-nsswitch-without-dns',
  title: 'nsswitch.conf of the client asks files alone, and the name is in DNS',
  releases: ['bookworm'],
  truth: { causes: ['name-not-found'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  target: ['alice@web1.lab.example'],
  told: /Name or service not known/,
  breakIt: async (_host, net) => {
    writeFileSync(join(net.clientEtc, 'nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files\n');
    await serveNames(net, '--host-record=web1.lab.example,10.71.2.20');
  },
};
