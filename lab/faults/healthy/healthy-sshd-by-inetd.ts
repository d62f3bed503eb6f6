import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

export const fault: Fault = {
  id: 'healthy-sshd-by-inetd',
  title: 'a super-server starts sshd -i for each connection, and ssh.service is disabled and stopped',
  releases: ['bookworm'],
  truth: { causes: [], stage: 'session', outcome: 'healthy' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh; mkdir -p /run/sshd');
    await serve(host, 22, `socat TCP-LISTEN:22,fork,reuseaddr EXEC:"/usr/sbin/sshd -i",nofork`);
  },
};
