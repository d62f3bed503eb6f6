import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'socket-port-ignored',
  title: 'ssh.socket listens on 22, and sshd_config says 2222',
  releases: ['bookworm'],
  truth: { causes: ['socket-activation-port'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  target: ['-p', '2222', 'alice@web1'],
  prepare: (host) => host.sshd('Port 2222'),
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh.service && systemctl enable --now ssh.socket');
  },
};
