import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

export const fault: Fault = {
  id: 'http-on-22',
  title: 'a web server has the port, and sshd is gone',
  releases: ['bookworm'],
  truth: {
    causes: ['nonssh-service'],
    hidden: ['sshd-not-running', 'port-taken'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: true,
  told: /HTTP/,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await serve(host, 22, 'python3 -m http.server 22');
  },
};
