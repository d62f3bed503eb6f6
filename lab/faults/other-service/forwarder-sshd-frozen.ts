import type { Fault } from '../../fault.ts';
import { forward } from '../../services.ts';

export const fault: Fault = {
  id: 'forwarder-sshd-frozen',
  title: 'a forwarder on the server leads to its sshd, which is stopped by a signal',
  releases: ['trixie'],
  truth: {
    causes: ['sshd-frozen'],
    hidden: ['backend-down-behind-forwarder'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  prepare: (host) => host.sshd('Port 2222\nListenAddress 127.0.0.1'),
  breakIt: async (host) => {
    await forward(host, 22, 'TCP:127.0.0.1:2222');
    await host.exec('kill -STOP $(systemctl show -p MainPID --value ssh)');
  },
};
