import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'hosts-deny-paranoid',
  title: 'hosts.deny says ALL: PARANOID, and the name that the address of the client has leads to another address',
  releases: ['bookworm'],
  truth: { causes: ['hosts-deny'], stage: 'identification', outcome: 'confirmed' },
  clientSettles: false,
  prepare: async (host, net) => {
    host.write('/etc/hosts', '127.0.0.1 localhost\n10.71.2.20 web1\n');
    host.write('/etc/resolv.conf', 'nameserver 10.71.1.1\noptions timeout:1 attempts:1\n');
    host.write(
      '/etc/hosts.deny',
      '# /etc/hosts.deny: list of hosts that are _not_ allowed to access the system.\nALL: PARANOID\n',
    );
    await serveNames(
      net,
      '--local=/#/',
      '--ptr-record=10.1.71.10.in-addr.arpa,laptop.lab.example',
      '--host-record=laptop.lab.example,10.71.1.99',
      '--host-record=web1,10.71.2.20',
    );
  },
};
