import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

export const fault: Fault = {
  id: 'container-loopback-only',
  title: 'a container whose port is published to localhost alone',
  releases: ['trixie'],
  truth: { causes: ['container-port-not-published'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-p', '2222', 'alice@web1'],
  prepare: (host) => host.write('/etc/systemd/system/ssh.service.d/own.conf', '[Service]\nPrivateNetwork=yes\n'),
  breakIt: async (host) => {
    const into = 'nsenter -t "$(systemctl show -p MainPID --value ssh)" -n';
    host.write(
      '/usr/local/sbin/publish',
      `#!/bin/sh
exec ${into} socat - TCP:127.0.0.1:22
`,
      0o755,
    );
    await serve(host, 2222, 'socat TCP-LISTEN:2222,bind=127.0.0.1,fork,reuseaddr EXEC:/usr/local/sbin/publish');
  },
};
