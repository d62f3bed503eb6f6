import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxauthtries-one',
  title: 'MaxAuthTries 1, and an older key goes first',
  releases: ['trixie'],
  truth: { causes: ['too-many-keys'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  target: ['alice@web1'],
  told: /Too many authentication failures/,
  prepare: async (host, { person }) => {
    host.sshd('MaxAuthTries 1');
    await person.run(['ssh-keygen', '-q', '-t', 'ecdsa', '-N', '', '-f', '.ssh/id_ecdsa']);
  },
};
