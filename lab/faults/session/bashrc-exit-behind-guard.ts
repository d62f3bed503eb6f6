import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bashrc-exit-behind-guard',
  title: 'the exit in .bashrc is for people alone; it is ForceCommand that ends the session',
  releases: ['bookworm'],
  truth: { causes: ['force-command'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/usr/local/bin/window', '#!/bin/sh\necho "No changes between 8 and 20 h." >&2\nexit 4\n', 0o755);
    host.sshd('ForceCommand /usr/local/bin/window');
  },
  breakIt: async (host) => {
    await host.exec('cp /etc/skel/.bashrc /home/alice/.bashrc; echo exit >> /home/alice/.bashrc');
  },
};
