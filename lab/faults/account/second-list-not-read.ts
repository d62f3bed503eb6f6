import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'second-list-not-read',
  title: 'her key is in authorized_keys2, which sshd no longer reads; her password is too old, and PAM is off',
  releases: ['bookworm'],
  truth: { causes: ['key-not-accepted'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  prepare: (host) => host.sshd('UsePAM no\nAuthorizedKeysFile .ssh/authorized_keys'),
  breakIt: async (host) => {
    await host.exec(
      'mv /home/alice/.ssh/authorized_keys /home/alice/.ssh/authorized_keys2; chage -d 2020-01-01 -M 90 alice',
    );
  },
};
