import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-wrong-gateway',
  title: 'the server sends its answers to a gateway that is not there',
  releases: ['bullseye'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('ip route replace default via 10.71.2.254');
  },
};
