import type { Fault } from '../../fault.ts';
import { forward } from '../../services.ts';

export const fault: Fault = {
  id: 'forwarder-backend-stopped',
  title: 'a forwarder on another machine, and sshd behind it is stopped',
  releases: ['bookworm'],
  truth: {
    causes: ['backend-down-behind-forwarder'],
    hidden: ['sshd-not-running'],
    stage: 'identification',
    outcome: 'confirmed',
  },
  clientSettles: false,
  jump: true,
  target: ['alice@bastion'],
  breakIt: async (host, { bastion }) => {
    await host.exec('systemctl stop ssh');
    await bastion?.exec('systemctl disable --now ssh');
    if (bastion) await forward(bastion, 22, 'TCP:10.71.2.20:22');
  },
};
