import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'jumbo-frames-at-both-ends',
  title: 'both ends were set to jumbo frames, and the switches between them still carry 1500 bytes',
  releases: ['bookworm'],
  truth: { causes: ['mtu'], stage: 'kex', outcome: 'confirmed' },
  clientSettles: true,
  breakIt: async (host, net) => {
    await host.exec('ip link set eth0 mtu 9000');
    await net.client.exec('ip link set eth0 mtu 9000');
  },
};
