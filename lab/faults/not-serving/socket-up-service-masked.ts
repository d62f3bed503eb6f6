import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'socket-up-service-masked',
  title: 'ssh.socket is to take over, and ssh.service, which it starts, is masked',
  releases: ['bookworm'],
  truth: {
    causes: ['sshd-masked'],
    hidden: ['socket-trigger-limit', 'sshd-not-running'],
    stage: 'tcp',
    outcome: 'confirmed',
  },
  clientSettles: false,
  breakIt: async (host, net) => {
    await host.exec('systemctl disable --now ssh.service; systemctl start ssh.socket; systemctl mask ssh.service');
    await net.client.attempt('nc -w 2 10.71.2.20 22 </dev/null');
    await host.exec('logger -t sshd "error: Bind to port 22 on 0.0.0.0 failed: Address already in use."');
  },
};
