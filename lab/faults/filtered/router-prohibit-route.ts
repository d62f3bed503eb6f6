import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-prohibit-route',
  title: 'a router on the way has a prohibit route for the server',
  releases: ['bookworm'],
  truth: { causes: ['admin-prohibited'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.router.exec(`ip route add prohibit 10.71.2.20`);
  },
};
