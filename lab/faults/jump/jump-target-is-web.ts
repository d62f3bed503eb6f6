import type { Fault } from '../../fault.ts';
import { serve } from '../../services.ts';

export const fault: Fault = {
  id: 'jump-target-is-web',
  title: 'behind a jump host, whose notice quotes errors, a web server has the port',
  releases: ['bookworm'],
  truth: {
    causes: ['nonssh-service'],
    hidden: ['sshd-not-running', 'port-taken'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: true,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  prepare: (_host, net) => {
    net.bastion?.write(
      '/etc/issue.net',
      'Connection refused, Permission denied or Host key verification failed? Ask the desk.\n',
    );
    net.bastion?.sshd('Banner /etc/issue.net');
  },
  breakIt: async (host) => {
    await host.exec('systemctl disable --now ssh');
    await serve(host, 22, 'python3 -m http.server 22');
  },
};
