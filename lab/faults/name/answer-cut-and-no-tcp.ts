import type { Fault } from '../../fault.ts';
import { serveCut } from '../../names.ts';

export const fault: Fault = {
  id: 'answer-cut-and-no-tcp',
  title: 'the name server cuts its answers and says so, and nothing serves names over TCP',
  releases: ['bookworm'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.names([]);
    await serveCut(net);
  },
};
