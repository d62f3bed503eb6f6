import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'session-crashes-by-turns',
  title: 'each second sshd-session dies by a signal before it says a word',
  releases: ['trixie'],
  truth: { causes: ['sshd-crash'], stage: 'identification', outcome: 'degraded' },
  clientSettles: false,
  repeat: 14,
  prepare: (host) => {
    // Each crash would earn the source a penalty.
    host.sshd('PerSourcePenalties no');
    const lines = [
      '#!/bin/sh',
      'n=$(cat /run/turn 2>/dev/null || echo 0)',
      'echo $((1 - n)) > /run/turn',
      '[ "$n" = 0 ] && exec /usr/lib/openssh/sshd-session.real "$@"',
      'kill -SEGV $$',
      '',
    ];
    host.write('/usr/lib/openssh/sshd-session.sh', lines.join('\n'), 0o755);
  },
  breakIt: async (host) => {
    await host.exec(`cd /usr/lib/openssh && mv sshd-session sshd-session.real && mv sshd-session.sh sshd-session`);
  },
};
