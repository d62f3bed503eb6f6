import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'client-mask-too-wide',
  title: 'the client has a mask of 16 bits, and looks for the server on its own wire',
  releases: ['bookworm'],
  truth: { causes: ['host-unreachable'], stage: 'route', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (_host, net) => {
    await net.client.exec(
      'ip address del 10.71.1.10/24 dev eth0; ip address add 10.71.1.10/16 dev eth0; ip route add default via 10.71.1.1',
    );
  },
};
