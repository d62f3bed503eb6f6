import { putOnPath } from '../../device.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'large-packets-corrupted',
  title: 'a device changes a bit in each large packet, and check sums are right again',
  releases: ['bookworm'],
  truth: { causes: ['path-corrupts-data'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await putOnPath(net, {
      alters: `if (length $packet > 700) { substr($packet, 640, 1) ^= "\\x01"; mend($packet) }`,
    });
  },
};
