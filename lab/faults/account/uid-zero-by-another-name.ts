import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'uid-zero-by-another-name',
  title: 'a second account with the number 0 for an administrator, and PermitRootLogin no',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'admin@web1'],
  prepare: (host) => host.sshd('PermitRootLogin no\nPasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec(
      'useradd -o -u 0 -g 0 -m -d /home/admin -s /bin/bash admin; install -D -m 600 -o 0 /home/alice/.ssh/authorized_keys /home/admin/.ssh/authorized_keys; chmod 700 /home/admin/.ssh',
    );
  },
};
