import type { Fault } from '../../fault.ts';

export const fault: Fault = {
  id: 'server-rule-prohibits',
  title: 'a rule of the server forbids the way back to the client',
  releases: ['trixie'],
  truth: { causes: ['return-route-missing'], stage: 'tcp', outcome: 'confirmed' },
  clientSettles: false,
  breakIt: async (host) => {
    await host.exec('ip rule add to 10.71.1.0/24 prohibit');
  },
};
