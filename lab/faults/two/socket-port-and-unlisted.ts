import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'socket-port-and-unlisted',
  title: 'ssh.socket keeps port 22 where sshd_config says 2222, and AllowUsers has others',
  releases: ['bookworm'],
  truth: {
    causes: ['socket-activation-port'],
    hidden: ['sshd-policy-denies-user'],
    stage: 'tcp',
    outcome: 'confirmed',
  },
  clientSettles: false,
  target: ['-p', '2222', 'alice@web1'],
  prepare: (host) => {
    host.sshd('Port 2222\nAllowUsers bob');
  },
  breakIt: async (host) => {
    await host.exec(`systemctl disable --now ssh.service && systemctl enable --now ssh.socket`);
  },
};
