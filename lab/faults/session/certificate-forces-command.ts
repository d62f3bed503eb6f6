import { certify } from '../../certificates.ts';
import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'certificate-forces-command',
  title: 'the certificate allows one command, which ends at once',
  releases: ['bookworm'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: async (host, net) => {
    await certify(host, net, '-n alice -V -1h:+1d -O force-command=/usr/local/bin/rotate-logs');
    host.write('/usr/local/bin/rotate-logs', '#!/bin/sh\nexit 1\n', 0o755);
  },
};
