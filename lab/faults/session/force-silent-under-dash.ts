import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'force-silent-under-dash',
  title: 'ForceCommand asks for a ticket that nobody has, and ends without a word; the shell is dash',
  releases: ['trixie'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/usr/local/sbin/ticket',
      '#!/bin/sh\n[ -e "$HOME/.ticket" ] || exit 3\nexec $SSH_ORIGINAL_COMMAND\n',
      0o755,
    );
    host.sshd('Match Group alice\n  ForceCommand /usr/local/sbin/ticket');
  },
  breakIt: async (host) => {
    await host.exec('usermod -s /bin/dash alice');
  },
};
