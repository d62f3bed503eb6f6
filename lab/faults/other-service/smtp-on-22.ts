import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

export const fault: Fault = {
  id: 'smtp-on-22',
  title: 'a mail server has the port',
  releases: ['bullseye'],
  truth: {
    causes: ['nonssh-service'],
    hidden: ['sshd-not-running', 'port-taken'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: true,
  told: /\bE?SMTP\b/i,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await serve(host, 22, 'python3 -m smtpd -n -c DebuggingServer 0.0.0.0:22');
  },
};
