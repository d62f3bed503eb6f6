import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'unlisted-key-open-home',
  title: 'the home may be written by anybody and sshd does not mind; the key is not listed',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('StrictModes no'),
  breakIt: async (host) => {
    await host.exec(
      `ssh-keygen -q -t ed25519 -N '' -C alice@desk -f /root/desk && cp /root/desk.pub /home/alice/.ssh/authorized_keys`,
    );
    await host.exec('chmod -R 777 /home/alice');
  },
};
