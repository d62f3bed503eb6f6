import type { Fault } from '../../fault.ts';
import { forward } from '../../services.ts';

export const fault: Fault = {
  id: 'forwarder-backend-filtered',
  title: 'a forwarder, and a firewall behind it drops what it sends on',
  releases: ['bullseye'],
  truth: {
    causes: ['backend-down-behind-forwarder'],
    hidden: ['firewall-server'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  jump: true,
  target: ['alice@bastion'],
  breakIt: async (host, { bastion }) => {
    await host.exec('iptables -A INPUT -p tcp --dport 22 -j DROP');
    await bastion?.exec('systemctl disable --now ssh');
    if (bastion) await forward(bastion, 22, 'TCP:10.71.2.20:22');
  },
};
