import type { Fault } from '../../fault.ts';
import { serveFailures } from '../../names.ts';

export const fault: Fault = {
  id: 'resolver-servfail',
  title: 'the name server cannot reach the one that it asks itself',
  releases: ['bookworm'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  target: ['alice@web1.lab.example'],
  told: /Temporary failure in name resolution/,
  breakIt: async (_host, net) => {
    // The one behind it answers with an error, and its answer is passed on.
    await serveFailures(net);
  },
};
