import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'rescue-mode',
  title: 'somebody has taken the host to rescue mode, and the network went down with the rest',
  releases: ['trixie'],
  truth: { causes: ['host-unreachable'], hidden: ['boot-emergency-mode'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  family: 6,
  told: /No route to host/,
  breakIt: async (host) => {
    await host.exec(
      'systemctl isolate --no-block rescue.target; until systemctl is-active rescue.target; do sleep 0.1; done',
    );
    await host.exec('ip link set eth0 down');
  },
};
