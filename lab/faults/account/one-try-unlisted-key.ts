import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'one-try-unlisted-key',
  title: 'MaxAuthTries 1, and the one key of the client is not listed',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('MaxAuthTries 1'),
  breakIt: async (host) => {
    await host.exec(
      `ssh-keygen -q -t ed25519 -N '' -C alice@desk -f /root/desk && cp /root/desk.pub /home/alice/.ssh/authorized_keys`,
    );
  },
};
