import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'stale-name-and-stopped',
  title: 'the name leads to an address that nobody has, and sshd is stopped at the right one',
  releases: ['bookworm'],
  truth: {
    causes: ['host-unreachable'],
    hidden: ['name-wrong-address', 'sshd-not-running'],
    stage: 'route',
    outcome: 'confirmed',
  },
  clientSettles: true,
  told: /No route to host/,
  breakIt: async (host, net) => {
    await host.exec('systemctl stop ssh');
    net.names(['10.71.2.99 web1']);
  },
};
