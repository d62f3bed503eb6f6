import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'neighbour-absent',
  title: "an address of the client's own network that nobody has",
  releases: ['bookworm'],
  truth: { causes: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  target: ['alice@10.71.1.77'],
  told: /No route to host/,
};
