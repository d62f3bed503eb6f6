import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'shell-with-words',
  title: 'somebody wrote an option behind the shell in /etc/passwd',
  releases: ['trixie'],
  truth: { causes: ['invalid-shell'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec("sed -i '/^alice:/s,:[^:]*$,:/bin/bash --login,' /etc/passwd");
  },
};
