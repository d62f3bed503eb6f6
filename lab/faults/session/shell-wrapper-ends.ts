import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-wrapper-ends',
  title: 'the shell is a script that records the session by a program that was removed',
  releases: ['trixie'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) =>
    host.write('/usr/local/bin/recorded', '#!/bin/sh\numask 027\nexec /opt/audit/record /bin/bash "$@"\n', 0o755),
  breakIt: async (host) => {
    await host.exec('echo /usr/local/bin/recorded >> /etc/shells && usermod -s /usr/local/bin/recorded alice');
  },
};
