import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-blackhole-route',
  title: 'a blackhole route on the client takes the net of the server',
  releases: ['trixie'],
  truth: { causes: ['route-missing'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  told: /Invalid argument/,
  breakIt: async (_host, net) => {
    await net.client.exec('ip route add blackhole 10.71.0.0/16');
  },
};
