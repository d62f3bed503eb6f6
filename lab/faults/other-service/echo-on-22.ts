import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

export const fault: Fault = {
  id: 'echo-on-22',
  title: 'a service that sends back what it gets has the port',
  releases: ['trixie'],
  truth: { causes: ['nonssh-service'], hidden: ['sshd-not-running', 'port-taken'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  told: /\becho\b/i,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await answer(host, 22, '#!/bin/sh\nexec cat\n');
  },
};
