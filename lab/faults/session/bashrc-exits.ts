import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bashrc-exits',
  title: '.bashrc ends in exit 1',
  releases: ['trixie'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`echo 'exit 1' > /home/alice/.bashrc`);
  },
};
