import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'route-flaps',
  title: 'the route of a router on the way comes and goes',
  releases: ['bullseye'],
  truth: { causes: ['host-unreachable'], stage: 'route', outcome: 'degraded' },
  clientSettles: false,
  told: /No route to host/,
  repeat: 14,
  breakIt: async (_host, net) => {
    const turn = 'ip route add unreachable 10.71.2.20/32; sleep 4; ip route del unreachable 10.71.2.20/32; sleep 4';
    await net.router.start(`sh -c 'while :; do ${turn}; done'`);
    await net.router.exec('until ip route | grep -q ^unreachable; do sleep 0.05; done');
  },
};
