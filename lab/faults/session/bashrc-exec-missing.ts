import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bashrc-exec-missing',
  title: '.bashrc hands over to a shell that is not installed',
  releases: ['bookworm'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: true,
  told: /\.bashrc: line 1: .*No such file/,
  family: 6,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`echo 'exec /usr/bin/fish' > /home/alice/.bashrc`);
  },
};
