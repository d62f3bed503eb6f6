import type { Fault } from '../../fault.ts';
import { answer } from '../../services.ts';

export const fault: Fault = {
  id: 'tarpit-in-the-key-exchange',
  title: 'a tarpit says a good version line and then sends its first packet byte by byte',
  releases: ['bookworm'],
  truth: {
    causes: ['tarpit'],
    hidden: ['nonssh-service', 'sshd-not-running', 'port-taken'],
    stage: 'kex',
    outcome: 'confirmed',
  },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await answer(
      host,
      22,
      '#!/bin/sh\nprintf "SSH-2.0-OpenSSH_9.2p1 Debian-2\\r\\n\\000\\000\\003\\374\\006\\024"\nwhile sleep 2; do printf x; done\n',
    );
  },
};
