import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

export const fault: Fault = {
  id: 'speaks-when-spoken-to',
  title: 'a database has the port, which says nothing until it is asked, and then that it knows no such command',
  releases: ['bookworm'],
  truth: {
    causes: ['nonssh-service'],
    hidden: ['sshd-not-running', 'port-taken'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await answer(
      host,
      22,
      '#!/bin/sh\nwhile read -r verb rest; do printf -- "-ERR unknown command, with args beginning with: \\r\\n"; done\n',
    );
  },
};
