import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxauthtries-many-keys',
  title: 'MaxAuthTries 2, and the right key is the fourth',
  releases: ['bookworm'],
  truth: { causes: ['too-many-keys'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/one', '-i', '.ssh/two', '-i', '.ssh/three', '-i', '.ssh/id_ed25519', 'alice@web1'],
  told: /Too many authentication failures/,
  prepare: async (host, { person }) => {
    host.sshd('MaxAuthTries 2');
    for (const name of ['one', 'two', 'three']) {
      await person.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', `.ssh/${name}`]);
    }
  },
};
