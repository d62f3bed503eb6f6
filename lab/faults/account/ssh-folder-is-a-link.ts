import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'ssh-folder-is-a-link',
  title: '.ssh is a link to a folder that all may write to',
  releases: ['bookworm'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `mkdir -m 777 /srv/shared && mv /home/alice/.ssh /srv/shared/alice && ln -s /srv/shared/alice /home/alice/.ssh`,
    );
  },
};
