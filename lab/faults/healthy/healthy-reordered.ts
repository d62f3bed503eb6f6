import { putOnPath } from '../../device.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'healthy-reordered',
  title: 'the path turns the order of packets around now and then',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    // Each third packet waits until the next one has passed, or is sent anew.
    await putOnPath(net, {
      alters: `our ($back, $n);
        if (defined $back) { push @held, [time, $packet]; $packet = $back; undef $back }
        elsif (length $packet > 60 && ++$n % 3 == 0) { $back = $packet; next }`,
    });
  },
};
