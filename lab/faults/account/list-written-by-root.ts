import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'list-written-by-root',
  title: 'a script of root made the list anew with umask 077, and only root may read it',
  releases: ['bookworm'],
  truth: { causes: ['home-perms-strictmodes'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('AuthorizedKeysFile /etc/ssh/authorized_keys.d/%u\nPasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec(
      'mkdir -m 700 /etc/ssh/authorized_keys.d && cp /home/alice/.ssh/authorized_keys /etc/ssh/authorized_keys.d/alice',
    );
  },
};
