import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-not-executable',
  title: 'the shell of the account is a script without the x bit',
  releases: ['trixie'],
  truth: { causes: ['invalid-shell'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/usr/local/bin/menu', '#!/bin/sh\nexec /bin/bash "$@"\n', 0o644),
  breakIt: async (host) => {
    await host.exec(`usermod -s /usr/local/bin/menu alice`);
  },
};
