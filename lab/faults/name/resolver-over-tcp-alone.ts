import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'resolver-over-tcp-alone',
  title: 'resolv.conf asks over TCP alone, and the name server is not reached over TCP',
  releases: ['bookworm'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    net.names([]);
    writeFileSync(join(net.clientEtc, 'resolv.conf'), 'nameserver 10.71.1.1\noptions use-vc timeout:1 attempts:1\n');
    await serveNames(net, '--host-record=web1,10.71.2.20');
    await net.router.exec(
      `nft 'add table inet r; add chain inet r i { type filter hook input priority 0; }; add rule inet r i tcp dport 53 reject with tcp reset'`,
    );
  },
};
