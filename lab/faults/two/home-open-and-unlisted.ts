import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'home-open-and-unlisted',
  title: 'anybody may write to the home, and the key is not in the list that sshd would read',
  releases: ['trixie'],
  truth: { causes: ['home-perms-strictmodes'], hidden: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      `ssh-keygen -q -t ed25519 -N '' -C alice@desk -f /root/desk && cp /root/desk.pub /home/alice/.ssh/authorized_keys`,
    );
    await host.exec('chmod 777 /home/alice');
  },
};
