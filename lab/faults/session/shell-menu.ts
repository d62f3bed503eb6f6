import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-menu',
  title: 'the shell of the account is a menu that wants a number',
  releases: ['trixie'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write(
      '/usr/local/bin/menu',
      '#!/bin/sh\necho "1 backup  2 restore"\nread -r choice\ncase $choice in 1) exec /usr/local/bin/backup;; 2) exec /usr/local/bin/restore;; *) echo "no such choice"; exit 1;; esac\n',
      0o755,
    );
  },
  breakIt: async (host) => {
    await host.exec(`echo /usr/local/bin/menu >> /etc/shells; usermod -s /usr/local/bin/menu alice`);
  },
};
