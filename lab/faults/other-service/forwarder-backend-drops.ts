import type { Fault } from '../../fault.ts';
import { forward } from '../../services.ts';

export const fault: Fault = {
  id: 'forwarder-backend-drops',
  title: 'a forwarder on the server leads to another machine, which drops what it sends',
  releases: ['trixie'],
  truth: {
    causes: ['backend-down-behind-forwarder'],
    hidden: ['sshd-not-running', 'port-taken'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  jump: true,
  breakIt: async (host, { bastion }) => {
    await bastion?.exec('iptables -A INPUT -p tcp --dport 22 -j DROP');
    await host.exec('systemctl disable --now ssh');
    await forward(host, 22, 'TCP:10.71.3.30:22');
  },
};
