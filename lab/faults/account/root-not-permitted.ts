import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'root-not-permitted',
  title: 'PermitRootLogin no, and the key of root is right',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: true,
  target: ['-i', '.ssh/id_ed25519', 'root@web1'],
  prepare: (host) => host.sshd('PermitRootLogin no'),
  breakIt: async (host) => {
    await host.exec('install -D -m 600 /home/alice/.ssh/authorized_keys /root/.ssh/authorized_keys');
  },
};
