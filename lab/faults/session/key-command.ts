import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'key-command',
  title: 'the line of the key has a command= that takes backups only',
  releases: ['bullseye'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) =>
    host.write('/usr/local/bin/take-backup', '#!/bin/sh\necho "usage: take-backup FOLDER"\nexit 2\n', 0o755),
  breakIt: async (host) => {
    await host.exec(
      `sed -i 's/^/command="\\/usr\\/local\\/bin\\/take-backup",no-pty /' /home/alice/.ssh/authorized_keys`,
    );
  },
};
