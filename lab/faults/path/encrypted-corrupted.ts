import { putOnPath } from '../../device.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'encrypted-corrupted',
  title: 'a device changes a bit in packets after the key exchange',
  releases: ['trixie'],
  truth: { causes: ['path-corrupts-data'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await putOnPath(net, {
      // The last clear message of the server is NEWKEYS; what it sends behind is encrypted.
      alters: `
        our %encrypted;
        my ($from, $to) = unpack('x20 nn', $packet);
        if ($encrypted{$to}) { if (length $packet > 90) { substr($packet, 75, 1) ^= "\\x10"; mend($packet) } }
        elsif ($from == 22 && $packet =~ /\\0\\0\\0\\x0c\\x0a\\x15/) { $encrypted{$to} = 1 }`,
    });
  },
};
