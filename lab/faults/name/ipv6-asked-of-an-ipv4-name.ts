import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'ipv6-asked-of-an-ipv4-name',
  title: 'ssh -6 for a name that has an IPv4 address alone',
  releases: ['bookworm'],
  truth: { causes: ['name-not-found'], hidden: ['client-config-invalid'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-6', 'alice@web1'],
  breakIt: async (_host, net) => {
    net.names([]);
    await serveNames(net, '--local=/web1/ --address=/web1/10.71.2.20');
  },
};
