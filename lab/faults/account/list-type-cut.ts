import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'list-type-cut',
  title: 'the line of her key lost the first letters of its type; that of a colleague is whole',
  releases: ['bullseye'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('PasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec(`sed -i 's/^ssh-ed25519/ed25519/' /home/alice/.ssh/authorized_keys`);
    await host.exec(
      'ssh-keygen -q -t ed25519 -N "" -C bob@desk -f /root/bob && cat /root/bob.pub >> /home/alice/.ssh/authorized_keys',
    );
  },
};
