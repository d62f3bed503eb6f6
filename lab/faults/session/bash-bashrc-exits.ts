import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bash-bashrc-exits',
  title: '/etc/bash.bashrc ends the shell of everybody',
  releases: ['bookworm'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`sed -i '1i exit 3' /etc/bash.bashrc`);
  },
};
