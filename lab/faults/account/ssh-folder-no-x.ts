import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ssh-folder-no-x',
  title: 'chmod -R 600 on .ssh: nobody gets into the folder',
  releases: ['bookworm'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`chmod -R 600 /home/alice/.ssh`);
  },
};
