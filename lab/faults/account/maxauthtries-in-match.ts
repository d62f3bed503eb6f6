import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'maxauthtries-in-match',
  title: 'a Match block for her network allows two tries, and her right key is the third',
  releases: ['bookworm'],
  truth: { causes: ['too-many-keys'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  prepare: async (host, { person }) => {
    host.sshd('MaxAuthTries 20\nMatch Address 10.71.1.0/24\n  MaxAuthTries 2');
    await person.run(['sh', '-c', 'for i in 1 2; do ssh-keygen -q -t ed25519 -N "" -f .ssh/customer$i; done']);
    person.write(
      '.ssh/config',
      'Host *\n  IdentityFile ~/.ssh/customer1\n  IdentityFile ~/.ssh/customer2\n  IdentityFile ~/.ssh/id_ed25519\n',
    );
  },
};
