import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-on-noexec',
  title: 'the shell of the account lies in its home, which is mounted noexec since the hardening',
  releases: ['trixie'],
  truth: { causes: ['invalid-shell'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      'set -e; install -D -m 755 /bin/bash /home/alice/bin/bash; chown -R alice: /home/alice/bin; usermod -s /home/alice/bin/bash alice; mount --bind /home /home; mount -o remount,bind,noexec /home',
    );
  },
};
