import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'force-command-in-match-group',
  title: 'a Match block for a group forces a script that ends with an error',
  releases: ['trixie'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/usr/local/bin/backup-only',
      '#!/bin/sh\ncase $SSH_ORIGINAL_COMMAND in rsync*) exec $SSH_ORIGINAL_COMMAND;; esac\necho "backups only" >&2\nexit 1\n',
      0o755,
    );
    host.sshd('Match Group backup\n  ForceCommand /usr/local/bin/backup-only');
  },
  breakIt: async (host) => {
    await host.exec('usermod -aG backup alice');
  },
};
