import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'router-lost-its-route',
  title: 'a router on the way has no route to the server; the client has an unreachable route for another network',
  releases: ['bookworm'],
  truth: { causes: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, { client, router }) => {
    await client.exec('ip route add unreachable 10.72.0.0/16');
    await router.exec('ip route del 10.71.2.0/24');
  },
};
