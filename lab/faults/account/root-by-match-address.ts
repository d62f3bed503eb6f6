import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'root-by-match-address',
  title: 'root may log in from the network of the administrators alone',
  releases: ['bookworm'],
  truth: { causes: ['sshd-policy-denies-user'], stage: 'auth', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'root@web1'],
  prepare: (host) => {
    host.sshd('PermitRootLogin no\nMatch Address 10.71.3.0/24\n  PermitRootLogin yes\nMatch all');
  },
  breakIt: async (host) => {
    await host.exec(
      `mkdir -p -m 700 /root/.ssh; cp /home/alice/.ssh/authorized_keys /root/.ssh/; chown root: /root/.ssh/authorized_keys`,
    );
  },
};
