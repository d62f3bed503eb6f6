import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-of-old-number',
  title: 'the home came from another host: its owner is a number that nobody has here',
  releases: ['trixie'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('PasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec(
      'chown -R 1007:1007 /home/alice && chmod 755 /home/alice /home/alice/.ssh && chmod 644 /home/alice/.ssh/authorized_keys',
    );
  },
};
