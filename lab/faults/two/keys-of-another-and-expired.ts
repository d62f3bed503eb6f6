import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'keys-of-another-and-expired',
  title: 'authorized_keys belongs to another user, and the account has expired as well',
  releases: ['trixie'],
  truth: { causes: ['home-perms-strictmodes'], hidden: ['account-expired'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(
      'useradd bob; chown bob /home/alice/.ssh/authorized_keys; chmod 644 /home/alice/.ssh/authorized_keys; usermod --expiredate 1 alice',
    );
  },
};
