import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-old-certificate',
  title: 'a certificate that has run out lies beside the key, and the key itself is listed',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: async (host, net) => {
    const listed = readFileSync(join(host.root, 'home/alice/.ssh/authorized_keys'), 'utf8');
    await certify(host, net, '-n alice -V -2w:-1w');
    host.write('/home/alice/.ssh/authorized_keys', listed);
  },
};
