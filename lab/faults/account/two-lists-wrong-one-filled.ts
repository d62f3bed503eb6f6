import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'two-lists-wrong-one-filled',
  title: 'AuthorizedKeysFile names two lists, and a tool writes to a third',
  releases: ['trixie'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) =>
    host.sshd('AuthorizedKeysFile /etc/ssh/keys/%u.pub %h/.config/ssh/keys\nPasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec('mkdir -p /etc/ssh/keys && cp /home/alice/.ssh/authorized_keys /etc/ssh/keys/alice');
  },
};
