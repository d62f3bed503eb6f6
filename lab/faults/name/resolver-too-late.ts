import type { Fault } from '../../fault.ts';
import { serveAddress } from '../../names.ts';

export const fault: Fault = {
  id: 'resolver-too-late',
  title: 'the name server answers after three seconds, and the client waits for one',
  releases: ['bookworm'],
  truth: { causes: ['name-resolver-failed'], stage: 'name', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    net.names([]);
    await serveAddress(net, 'late');
  },
};
