import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'masked-and-list-gone',
  title: 'ssh.service is masked, and the account has lost its authorized_keys',
  releases: ['bookworm'],
  truth: {
    causes: ['sshd-masked'],
    hidden: ['key-not-accepted'],
    stage: 'tcp',
    outcome: 'confirmed',
  },
  clientSettles: false,
  target: ['-i', '.ssh/id_ed25519', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec(`rm /home/alice/.ssh/authorized_keys; systemctl mask --now ssh`);
  },
};
