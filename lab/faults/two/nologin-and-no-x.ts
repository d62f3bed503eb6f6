import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'nologin-and-no-x',
  title: 'the host is under maintenance, and chmod -R 600 closed .ssh',
  releases: ['bookworm'],
  truth: { causes: ['home-perms-strictmodes'], hidden: ['nologin'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`echo 'Closed until Monday' > /etc/nologin; chmod -R 600 /home/alice/.ssh`);
  },
};
