import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-script-of-windows',
  title: 'the shell is a script that was edited on Windows: its interpreter ends in a carriage return',
  releases: ['bookworm'],
  truth: { causes: ['invalid-shell'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/usr/local/bin/menu', '#!/bin/sh\r\nexec /bin/bash "$@"\r\n', 0o755),
  breakIt: async (host) => {
    await host.exec('echo /usr/local/bin/menu >> /etc/shells && usermod -s /usr/local/bin/menu alice');
  },
};
