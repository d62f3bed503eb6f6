import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-no-way-back',
  title: 'the server has no default route',
  releases: ['bookworm'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('ip route del default');
  },
};
