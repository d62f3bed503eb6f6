import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'motd-script-waits',
  title: 'the message of the day asks a server for updates, and it does not answer; .bashrc is cut to nothing',
  releases: ['bookworm'],
  truth: { causes: ['pam-misconfig'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.write('/etc/update-motd.d/60-updates', '#!/bin/sh\nexec /bin/sleep 900\n', 0o755),
  breakIt: async (host) => {
    await host.exec(': > /home/alice/.bashrc');
  },
};
