import { putOnPath } from '../../device.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'timeout-below-round-trip',
  title: 'ConnectTimeout is one second, and the path needs one and a half',
  releases: ['bookworm'],
  truth: { causes: ['timeout-too-short'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-o', 'ConnectTimeout=1', 'alice@web1'],
  breakIt: async (_host, net) => {
    await putOnPath(net, { delayMs: 750 });
  },
};
