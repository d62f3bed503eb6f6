import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

export const fault: Fault = {
  id: 'healthy-notice-before-version',
  title: 'a gateway that sends a notice of its own before the version line',
  releases: ['trixie'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  prepare: (host) => host.sshd('Port 2222\nListenAddress 127.0.0.1'),
  breakIt: (host) =>
    answer(
      host,
      22,
      `#!/bin/sh
printf 'This gateway is for staff only.\\r\\nAll else are turned away, and access is logged.\\r\\n'
exec socat - TCP:127.0.0.1:2222
`,
    ),
};
