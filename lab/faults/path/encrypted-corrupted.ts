import { putOnPath } from '../../device.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'encrypted-corrupted',
  title: 'a device changes a bit in packets after the key exchange',
  releases: ['trixie'],
  truth: { causes: ['path-corrupts-data'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (_host, net) => {
    await putOnPath(net, {
      alters: `if (length $packet > 150 && $packet !~ /SSH-|curve25519|ssh-ed25519/) { substr($packet, 110, 1) ^= "\\x10"; mend($packet) }`,
    });
  },
};
