import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

export const fault: Fault = {
  id: 'tls-on-22',
  title: 'a server that wants TLS has the port',
  releases: ['bookworm'],
  truth: {
    causes: ['nonssh-service'],
    hidden: ['sshd-not-running', 'port-taken'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: true,
  told: /\b(?:ssl|tls)\b/i,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    // Anonymous key exchange: a server that needs no certificate.
    await serve(
      host,
      22,
      'socat OPENSSL-LISTEN:22,fork,reuseaddr,verify=0,cipher=ADH-AES256-GCM-SHA384:@SECLEVEL=0 EXEC:/bin/cat',
    );
  },
};
