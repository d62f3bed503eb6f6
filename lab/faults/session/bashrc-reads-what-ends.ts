import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'bashrc-reads-what-ends',
  title: '.bashrc reads the settings of a team, and these end in exit',
  releases: ['bookworm'],
  truth: { causes: ['shell-exits'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => {
    host.write('/home/alice/.bashrc', 'umask 027\nsource "$HOME/.config/team.sh"\nexport EDITOR=vi\n');
    host.write('/home/alice/.config/team.sh', 'TEAM=web\nexport TEAM\nexit 1\n');
  },
};
