import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

export const fault: Fault = {
  id: 'discard-on-22',
  title: 'a service that takes everything and never answers has the port',
  releases: ['trixie'],
  truth: {
    causes: ['nonssh-service'],
    hidden: ['sshd-not-running', 'port-taken'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await answer(host, 22, '#!/bin/sh\nexec cat > /dev/null\n');
  },
};
