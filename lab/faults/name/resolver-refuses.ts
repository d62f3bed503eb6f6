import type { Fault } from '../../fault.ts';
import { serveNames } from '../../names.ts';

export const fault: Fault = {
  id: 'resolver-refuses',
  title: 'the name server refuses to look names up for this client',
  releases: ['trixie'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  target: ['alice@web1.lab.example'],
  told: /Temporary failure in name resolution/,
  breakIt: async (_host, net) => {
    // Without anybody to ask, it refuses every name that it does not know itself.
    await serveNames(net, '--host-record=ns.lab.example,10.71.1.1');
  },
};
