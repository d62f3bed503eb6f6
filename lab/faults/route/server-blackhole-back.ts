import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-blackhole-back',
  title: 'the server has a blackhole route to the network of the client',
  releases: ['bookworm'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('ip route add blackhole 10.71.1.0/24');
  },
};
