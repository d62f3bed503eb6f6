import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jump-target-unreachable',
  title: 'from the jump host no packet gets to the server',
  releases: ['bookworm'],
  truth: { causes: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: false,
  jump: true,
  target: ['-J', 'alice@bastion', 'alice@web1'],
  breakIt: async (host) => {
    await host.exec('ip link set eth0 down');
  },
};
