import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

export const fault: Fault = {
  id: 'healthy-slow-version',
  title: 'a gateway that takes three seconds to reach the server behind it',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => host.sshd('Port 2222\nListenAddress 127.0.0.1'),
  breakIt: (host) => answer(host, 22, '#!/bin/sh\nsleep 3\nexec socat - TCP:127.0.0.1:2222\n'),
};
