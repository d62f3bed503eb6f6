import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'plug-and-stopped',
  title: 'the address moved to another interface that is down, and sshd is stopped',
  releases: ['bullseye'],
  truth: {
    causes: ['host-unreachable'],
    hidden: ['sshd-not-running', 'nic-renamed'],
    stage: 'route',
    outcome: 'confirmed',
  },
  clientSettles: true,
  told: /No route to host/,
  breakIt: async (host) => {
    await host.exec('systemctl stop ssh; ip link set eth0 down');
  },
};
