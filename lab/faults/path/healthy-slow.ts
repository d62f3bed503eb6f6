import { putOnPath } from '../../device.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-slow',
  title: 'a path with a round trip of 300 ms',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await putOnPath(net, { delayMs: 150 });
  },
};
