import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bashrc-sources-itself',
  title: '.bashrc reads .bash_aliases, which reads .bashrc',
  releases: ['bookworm'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`echo '. ~/.bash_aliases' > /home/alice/.bashrc; echo '. ~/.bashrc' > /home/alice/.bash_aliases`);
  },
};
