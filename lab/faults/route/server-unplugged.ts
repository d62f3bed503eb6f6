import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-unplugged',
  title: 'the server is off the wire: the last router finds no neighbour',
  releases: ['bookworm'],
  truth: { causes: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (host) => {
    await host.exec(`ip link set eth0 down`);
  },
};
