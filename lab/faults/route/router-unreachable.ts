import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-unreachable',
  title: 'a router on the way has an unreachable route',
  releases: ['bullseye'],
  truth: { causes: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.router.exec(`ip route add unreachable 10.71.2.20/32`);
  },
};
