import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'root-forced-commands-only',
  title: 'PermitRootLogin forced-commands-only, and the key of root has no command',
  releases: ['trixie'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'session', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'root@web1'],
  prepare: (host) => host.sshd('PermitRootLogin forced-commands-only\nPasswordAuthentication no'),
  breakIt: async (host) => {
    await host.exec('install -D -m 600 /home/alice/.ssh/authorized_keys /root/.ssh/authorized_keys');
  },
};
