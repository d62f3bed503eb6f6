import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'hosts-file-loopback',
  title: 'the hosts file gives the name to the client itself, DNS to the server',
  releases: ['trixie'],
  truth: { causes: ['name-wrong-address'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    net.names(['127.0.1.1 web1']);
    await serveNames(net, '--host-record=web1,10.71.2.20');
  },
};
